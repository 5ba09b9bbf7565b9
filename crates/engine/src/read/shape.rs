//! Rows to JSON: the tree of levels written straight into one buffer, without a value tree in between.

use relata_plan::{Child, Codec, Node, NodeOutput, Output, OutputValue, encoded_key_part};

use super::{
    fetch::Tree,
    level::{Branch, some_row},
    scalar::{Numbers, write_scalar},
    text::write_text,
};

/// How a node's rows are written: its output with all keys escaped beforehand.
#[derive(Debug)]
pub(super) struct Shape {
    body: Body,
    children: Vec<ChildShape>,
}

#[derive(Debug)]
enum Body {
    Object(Vec<Member>),
    Bare(Item),
}

#[derive(Debug)]
struct Member {
    /// `"name":`
    key: String,
    item: Item,
}

#[derive(Debug)]
enum Item {
    Column(usize, Codec),
    CompositeKey(Vec<(usize, Codec)>),
    Joined { presence: usize, members: Vec<Member> },
    Object(Vec<Member>),
    Child(usize),
}

#[derive(Debug)]
enum ChildShape {
    Many(Box<Shape>),
    One(Box<Shape>),
    Any { shapes: Vec<Shape> },
}

impl Shape {
    pub(super) fn of(node: &Node) -> Self {
        let body = match &node.output {
            NodeOutput::Object(outputs) => Body::Object(members(outputs)),
            NodeOutput::Bare(value) => Body::Bare(item(value)),
        };
        let children = node.children.iter().map(|child| match child {
            Child::Many { node, .. } => ChildShape::Many(Box::new(Self::of(node))),
            Child::One { node, .. } => ChildShape::One(Box::new(Self::of(node))),
            Child::Any { targets, .. } => ChildShape::Any { shapes: targets.iter().map(|target| Self::of(&target.node)).collect() },
        });
        Self { body, children: children.collect() }
    }
}

fn members(outputs: &[Output]) -> Vec<Member> {
    let member = |output: &Output| {
        let mut key = String::with_capacity(output.name.len() + 3);
        write_text(&output.name, &mut key);
        key.push(':');
        Member { key, item: item(&output.value) }
    };
    outputs.iter().map(member).collect()
}

fn item(value: &OutputValue) -> Item {
    match value {
        OutputValue::Column(column, codec) => Item::Column(*column, *codec),
        OutputValue::CompositeKey(columns) => Item::CompositeKey(columns.clone()),
        OutputValue::Joined { presence, output } => Item::Joined { presence: *presence, members: members(output) },
        OutputValue::Object(outputs) => Item::Object(members(outputs)),
        OutputValue::Child(child) => Item::Child(*child),
    }
}

/// Writes rows of a fetched tree.
pub(super) struct Printer<'t> {
    pub(super) tree: &'t Tree,
    pub(super) numbers: Numbers,
}

impl Printer<'_> {
    /// One row of a level.
    pub(super) fn row(&self, level: usize, row: usize, shape: &Shape, out: &mut String) {
        match &shape.body {
            Body::Object(members) => self.object((level, row), members, &shape.children, out),
            Body::Bare(item) => self.item((level, row), item, &shape.children, out),
        }
    }

    fn object(&self, at: (usize, usize), members: &[Member], children: &[ChildShape], out: &mut String) {
        out.push('{');
        for (nth, member) in members.iter().enumerate() {
            if nth > 0 {
                out.push(',');
            }
            out.push_str(&member.key);
            self.item(at, &member.item, children, out);
        }
        out.push('}');
    }

    fn item(&self, at: (usize, usize), item: &Item, children: &[ChildShape], out: &mut String) {
        let (level, row) = at;
        let rows = &self.tree.levels[level].rows;
        match item {
            Item::Column(column, codec) => write_scalar(rows.cell(row, *column), *codec, self.numbers, out),
            Item::CompositeKey(columns) => {
                let mut key = String::new();
                for (nth, (column, codec)) in columns.iter().enumerate() {
                    if nth > 0 {
                        key.push(',');
                    }
                    let mut part = String::new();
                    write_scalar(rows.cell(row, *column), *codec, self.numbers, &mut part);
                    match serde_json::from_str::<String>(&part) {
                        Ok(text) => key.push_str(&encoded_key_part(&text)),
                        Err(_) => key.push_str(&part),
                    }
                }
                write_text(&key, out);
            }
            Item::Joined { presence, members } => {
                if rows.cell(row, *presence).is_null() {
                    out.push_str("null");
                } else {
                    self.object(at, members, children, out);
                }
            }
            Item::Object(members) => self.object(at, members, children, out),
            Item::Child(child) => self.child(at, *child, children, out),
        }
    }

    fn child(&self, at: (usize, usize), child: usize, children: &[ChildShape], out: &mut String) {
        let (level, row) = at;
        match (&self.tree.levels[level].branches[child], &children[child]) {
            (Branch::Many { level, groups }, ChildShape::Many(shape)) => {
                out.push('[');
                for (nth, member) in groups.members(row).iter().enumerate() {
                    if nth > 0 {
                        out.push(',');
                    }
                    self.row(*level, *member as usize, shape, out);
                }
                out.push(']');
            }
            (Branch::One { level, row_of }, ChildShape::One(shape)) => match some_row(row_of[row]) {
                Some(found) => self.row(*level, found, shape, out),
                None => out.push_str("null"),
            },
            (Branch::Any { levels, row_of }, ChildShape::Any { shapes }) => {
                let (target, found) = row_of[row];
                match (some_row(found), levels.get(target as usize).copied().flatten()) {
                    (Some(found), Some(level)) => self.row(level, found, &shapes[target as usize], out),
                    _ => out.push_str("null"),
                }
            }
            (_, ChildShape::Many(_)) => out.push_str("[]"),
            _ => out.push_str("null"),
        }
    }
}
