//! Sends the steps in order and judges the answers.

use std::collections::BTreeMap;

use reqwest::{Client, Method, Url, header::HeaderMap};
use serde_json::Value;

use crate::{
    Area, Database, Failure, Product, Report, Scenario,
    compare::{KeyOrder, differences},
    scenario::Step,
};

const MAX_DIFFERENCES: usize = 12;
const MAX_ANSWER_CHARS: usize = 3000;

/// The server under test.
#[derive(Clone, Debug)]
pub struct Target {
    /// `http://127.0.0.1:8055`, without a slash at the end.
    pub base_url: String,
    /// A static token of an administrator.
    pub admin_token: String,
    /// The database behind the server.
    pub database: Database,
    /// Whose server it is.
    pub product: Product,
}

/// Runs every scenario whose `<area>/<file>` contains `filter`, with the fixtures they need.
pub async fn run(target: &Target, areas: &[Area], filter: &str) -> Report {
    let saved = BTreeMap::from([("token".to_owned(), target.admin_token.clone())]);
    let mut run = Run { target, client: crate::http_client(), saved, report: Report::default() };
    for area in areas {
        let chosen: Vec<_> = area.scenarios.iter().filter(|it| it.name.contains(filter)).collect();
        if !chosen.is_empty() {
            run.area(area, &chosen).await;
        }
    }
    run.report
}

struct Run<'a> {
    target: &'a Target,
    client: Client,
    saved: BTreeMap<String, String>,
    report: Report,
}

struct Received {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Run<'_> {
    async fn area(&mut self, area: &Area, chosen: &[&Scenario]) {
        self.clear(&area.fixture.teardown).await;
        if self.all_pass(&area.name, &area.fixture.setup).await {
            for scenario in chosen {
                self.scenario(scenario).await;
            }
        }
        self.clear(&area.fixture.teardown).await;
    }

    async fn scenario(&mut self, scenario: &Scenario) {
        self.clear(&scenario.teardown).await;
        if self.all_pass(&scenario.name, &scenario.setup).await {
            for step in scenario.steps.iter().filter(|it| it.applies_to(self.target.product, self.target.database)) {
                match self.differences_of(step).await {
                    Ok(()) => self.report.n_passed += 1,
                    Err(failure) => self.fail(&scenario.name, failure),
                }
            }
        }
        self.clear(&scenario.teardown).await;
    }

    /// Sends `steps` up to the first that fails.
    async fn all_pass(&mut self, place: &str, steps: &[Step]) -> bool {
        for step in steps {
            if let Err(failure) = self.differences_of(step).await {
                self.fail(&format!("{place} (setup)"), failure);
                return false;
            }
        }
        true
    }

    async fn clear(&mut self, steps: &[Step]) {
        for step in steps {
            // Most of it isn't there before a run, so nothing is expected of the answer.
            let _ = self.send(step).await;
        }
    }

    fn fail(&mut self, place: &str, failure: Failure) {
        self.report.failures.push(Failure { place: format!("{place}: {}", failure.place), ..failure });
    }

    async fn differences_of(&mut self, step: &Step) -> Result<(), Failure> {
        let (found, answer) = match self.send(step).await {
            Err(error) => (vec![error], "nothing".to_owned()),
            Ok(received) => (self.judge(step, &received), format!("{} {}", received.status, shortened(&received.text))),
        };
        if found.is_empty() {
            return Ok(());
        }
        let place = step.title.clone();
        Err(Failure { place, request: self.filled(&step.request), differences: found.into_iter().take(MAX_DIFFERENCES).collect(), answer })
    }

    async fn send(&self, step: &Step) -> Result<Received, String> {
        let line = self.filled(&step.request);
        let (method, path) = line.split_once(' ').ok_or("a request is `METHOD /path`")?;
        let method = Method::from_bytes(method.as_bytes()).map_err(|error| error.to_string())?;
        let url = Url::parse(&format!("{}{path}", self.target.base_url)).map_err(|error| error.to_string())?;
        let mut request = self.client.request(method, url);
        for (name, value) in &step.send_headers {
            request = request.header(name, self.filled(value));
        }
        request = match step.asker.as_str() {
            "nobody" => request,
            "admin" => request.bearer_auth(&self.target.admin_token),
            token => request.bearer_auth(self.filled(token)),
        };
        if let Some(body) = step.send.as_ref().map(Value::to_string).or_else(|| step.send_text.clone()) {
            if !step.send_headers.keys().any(|name| name.eq_ignore_ascii_case("content-type")) {
                request = request.header("content-type", "application/json");
            }
            request = request.body(self.filled(&body));
        }
        let response = request.send().await.map_err(|error| error.to_string())?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // Not `text()`, which drops a byte order mark.
        let bytes = response.bytes().await.map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Received { status, headers, text })
    }

    fn judge(&mut self, step: &Step, received: &Received) -> Vec<String> {
        let answer = step.answer_on(self.target.database);
        let order = if step.any_key_order.is_some() { KeyOrder::Free } else { KeyOrder::Exact };
        let mut found = Vec::new();
        match answer.status {
            Some(status) if status != received.status => found.push(format!("status: expected {status}, got {}", received.status)),
            None if !(200..300).contains(&received.status) => found.push(format!("status: expected a success, got {}", received.status)),
            _ => {}
        }
        for (name, expected) in &step.headers {
            let actual = received.headers.get(name).and_then(|it| it.to_str().ok()).map_or(Value::Null, Value::from);
            found.extend(differences(&self.filled_value(expected), &actual, order).into_iter().map(|it| format!("header {name}: {it}")));
        }
        if let Some(expected) = answer.text.map(|it| self.filled(&it))
            && expected != received.text
        {
            found.push(format!("text: expected\n{expected}"));
        }
        let body = serde_json::from_str::<Value>(&received.text);
        if let Some(expected) = &answer.body {
            match &body {
                Ok(body) => found.extend(differences(&self.filled_value(expected), body, order)),
                Err(error) => found.push(format!("the answer is no JSON: {error}")),
            }
        }
        let body = body.unwrap_or_default();
        if let Some(expected) = &answer.error {
            found.extend(error_differences(&self.filled_value(expected), &body));
        }
        for (name, pointer) in &step.save {
            let cookie = pointer.strip_prefix("cookie:").and_then(|cookie| received.cookie(cookie));
            match cookie.as_ref().or_else(|| body.pointer(pointer)) {
                Some(Value::String(text)) => drop(self.saved.insert(name.clone(), text.clone())),
                Some(value) => drop(self.saved.insert(name.clone(), value.to_string())),
                None => found.push(format!("nothing to save at {pointer}")),
            }
        }
        found
    }

    /// `text` with what was saved in place of each `${name}`.
    fn filled(&self, text: &str) -> String {
        self.saved.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{{name}}}"), value))
    }

    fn filled_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.filled(text)),
            Value::Array(list) => list.iter().map(|it| self.filled_value(it)).collect(),
            Value::Object(object) => object.iter().map(|(key, it)| (self.filled(key), self.filled_value(it))).collect(),
            other => other.clone(),
        }
    }
}

impl Received {
    /// The value of a cookie that the answer sets.
    fn cookie(&self, name: &str) -> Option<Value> {
        let set = self.headers.get_all("set-cookie").into_iter().filter_map(|line| line.to_str().ok());
        set.filter_map(|line| line.split(';').next()?.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| Value::from(value))
    }
}

/// An error answer has a list of errors, each with a message for people and `extensions` for programs. Sentences are our own, so only the
/// extensions are compared; their `reason` is a sentence too. `pointer` is Relata's own and compared only where it is expected.
fn error_differences(expected: &Value, body: &Value) -> Vec<String> {
    let errors = body.pointer("/errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if errors.is_empty() || errors.iter().any(|it| it["message"].as_str().is_none_or(str::is_empty)) {
        return vec!["the answer has no list of errors with messages".to_owned()];
    }
    let is_expected = |nth: usize| match expected {
        Value::Array(list) => list.get(nth).is_some_and(|expected| expected.get("pointer").is_some()),
        other => other.get("pointer").is_some(),
    };
    let extensions = errors.iter().enumerate().map(|(nth, error)| {
        let mut extensions = error["extensions"].clone();
        if let (false, Some(extensions)) = (is_expected(nth), extensions.as_object_mut()) {
            extensions.shift_remove("pointer");
        }
        extensions
    });
    let extensions: Vec<Value> = extensions.collect();
    match expected {
        Value::String(_) => differences(expected, &extensions[0]["code"], KeyOrder::Free),
        Value::Array(list) => differences(&Value::Array(list.clone()), &Value::Array(extensions), KeyOrder::Free),
        other => differences(other, &extensions[0], KeyOrder::Free),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_ANSWER_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
