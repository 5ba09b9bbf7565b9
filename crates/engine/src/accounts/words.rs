//! What mails say, in each language that the Editor speaks.

/// A language that mails are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Language {
    #[default]
    English,
    German,
    Spanish,
    Arabic,
}

/// What a lifetime is counted in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
}

/// One letter. `{project}` stands for the project's name, `{lifetime}` for how long the link is good, `{name}` for what is shared.
pub(super) struct Text {
    pub(super) subject: &'static str,
    pub(super) before: &'static str,
    pub(super) link: &'static str,
    pub(super) after: &'static [&'static str],
}

/// All letters in one language.
pub(super) struct Words {
    pub(super) invitation: Text,
    pub(super) verification: Text,
    pub(super) new_password: Text,
    pub(super) share: Text,
    pub(super) named_share: Text,
}

impl Language {
    pub(super) const ALL: [Self; 4] = [Self::English, Self::German, Self::Spanish, Self::Arabic];

    /// The language of a tag as `de-AT`, if mails are written in it.
    pub(super) fn of(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|known| known.tag().eq_ignore_ascii_case(language))
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::Arabic => "ar",
        }
    }

    /// The direction that it is read in, as HTML calls it.
    pub(super) const fn direction(self) -> &'static str {
        if matches!(self, Self::Arabic) { "rtl" } else { "ltr" }
    }

    pub(super) const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Spanish => &SPANISH,
            Self::Arabic => &ARABIC,
        }
    }

    /// So many units, as they stand in the letters' sentences.
    pub(super) fn lifetime(self, n: u64, unit: Unit) -> String {
        let (one, many) = match (self, unit) {
            (Self::Arabic, unit) => return arabic_lifetime(n, unit),
            (Self::English, Unit::Minute) => ("minute", "minutes"),
            (Self::English, Unit::Hour) => ("hour", "hours"),
            (Self::English, Unit::Day) => ("day", "days"),
            (Self::German, Unit::Minute) => ("Minute", "Minuten"),
            (Self::German, Unit::Hour) => ("Stunde", "Stunden"),
            (Self::German, Unit::Day) => ("Tag", "Tage"),
            (Self::Spanish, Unit::Minute) => ("minuto", "minutos"),
            (Self::Spanish, Unit::Hour) => ("hora", "horas"),
            (Self::Spanish, Unit::Day) => ("día", "días"),
        };
        format!("{n} {}", if n == 1 { one } else { many })
    }
}

/// One and two are words of their own, three to ten take the plural, more the singular.
fn arabic_lifetime(n: u64, unit: Unit) -> String {
    let (one, two, few, many) = match unit {
        Unit::Minute => ("دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة"),
        Unit::Hour => ("ساعة واحدة", "ساعتين", "ساعات", "ساعة"),
        Unit::Day => ("يوم واحد", "يومين", "أيام", "يومًا"),
    };
    match n {
        1 => one.to_owned(),
        2 => two.to_owned(),
        n if (3..=10).contains(&(n % 100)) => format!("{n} {few}"),
        n => format!("{n} {many}"),
    }
}

static ENGLISH: Words = Words {
    invitation: Text {
        subject: "Your invitation to {project}",
        before: "Somebody has made an account for you at {project}. Choose a password, and you are in.",
        link: "Choose a password",
        after: &["The link works once, and for {lifetime}.", "If you didn't expect this, there is nothing to do."],
    },
    verification: Text {
        subject: "Is this your address? ({project})",
        before: "Somebody has registered at {project} with this address. If it was you, confirm it here.",
        link: "This is my address",
        after: &["The link works once, and for {lifetime}.", "If it wasn't you, don't open it: without it nobody can use the account."],
    },
    new_password: Text {
        subject: "A new password for {project}",
        before: "Somebody has asked for a new password for your account at {project}. If it was you, choose one here.",
        link: "Choose a new password",
        after: &[
            "The link works once, and for {lifetime}. All your sessions end when you use it.",
            "If it wasn't you, there is nothing to do: your password stays as it is.",
        ],
    },
    share: Text {
        subject: "Something to look at in {project}",
        before: "Somebody at {project} shares something with you. You need no account to see it.",
        link: "Look at it",
        after: &[],
    },
    named_share: Text {
        subject: "Something to look at in {project}",
        before: "Somebody at {project} shares \"{name}\" with you. You need no account to see it.",
        link: "Look at it",
        after: &[],
    },
};

static GERMAN: Words = Words {
    invitation: Text {
        subject: "Ihre Einladung zu {project}",
        before: "Jemand hat für Sie ein Konto bei {project} angelegt. Wählen Sie ein Passwort, und Sie sind dabei.",
        link: "Passwort wählen",
        after: &["Der Link gilt einmal, und zwar {lifetime} lang.", "Wenn Sie das nicht erwartet haben, müssen Sie nichts tun."],
    },
    verification: Text {
        subject: "Ist das Ihre Adresse? ({project})",
        before: "Jemand hat sich mit dieser Adresse bei {project} registriert. Wenn Sie das waren, bestätigen Sie es hier.",
        link: "Das ist meine Adresse",
        after: &[
            "Der Link gilt einmal, und zwar {lifetime} lang.",
            "Wenn Sie es nicht waren, öffnen Sie ihn nicht: Ohne ihn kann niemand das Konto benutzen.",
        ],
    },
    new_password: Text {
        subject: "Ein neues Passwort für {project}",
        before: "Jemand möchte ein neues Passwort für Ihr Konto bei {project}. Wenn Sie das waren, wählen Sie es hier.",
        link: "Neues Passwort wählen",
        after: &[
            "Der Link gilt einmal, und zwar {lifetime} lang. Wenn Sie ihn benutzen, enden alle Ihre Sitzungen.",
            "Wenn Sie es nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.",
        ],
    },
    share: Text {
        subject: "Etwas zum Ansehen in {project}",
        before: "Jemand bei {project} teilt etwas mit Ihnen. Sie brauchen kein Konto, um es zu sehen.",
        link: "Ansehen",
        after: &[],
    },
    named_share: Text {
        subject: "Etwas zum Ansehen in {project}",
        before: "Jemand bei {project} teilt „{name}“ mit Ihnen. Sie brauchen kein Konto, um es zu sehen.",
        link: "Ansehen",
        after: &[],
    },
};

static SPANISH: Words = Words {
    invitation: Text {
        subject: "Su invitación a {project}",
        before: "Alguien ha creado una cuenta para usted en {project}. Elija una contraseña y ya podrá entrar.",
        link: "Elegir una contraseña",
        after: &["El enlace sirve una sola vez, durante {lifetime}.", "Si no esperaba este mensaje, no tiene que hacer nada."],
    },
    verification: Text {
        subject: "¿Es esta su dirección? ({project})",
        before: "Alguien se ha registrado en {project} con esta dirección. Si fue usted, confírmelo aquí.",
        link: "Es mi dirección",
        after: &["El enlace sirve una sola vez, durante {lifetime}.", "Si no fue usted, no lo abra: sin él nadie puede usar la cuenta."],
    },
    new_password: Text {
        subject: "Una nueva contraseña para {project}",
        before: "Alguien ha pedido una nueva contraseña para su cuenta en {project}. Si fue usted, elíjala aquí.",
        link: "Elegir una nueva contraseña",
        after: &[
            "El enlace sirve una sola vez, durante {lifetime}. Al usarlo se cierran todas sus sesiones.",
            "Si no fue usted, no tiene que hacer nada: su contraseña sigue siendo la misma.",
        ],
    },
    share: Text {
        subject: "Algo que ver en {project}",
        before: "Alguien de {project} comparte algo con usted. No necesita una cuenta para verlo.",
        link: "Verlo",
        after: &[],
    },
    named_share: Text {
        subject: "Algo que ver en {project}",
        before: "Alguien de {project} comparte «{name}» con usted. No necesita una cuenta para verlo.",
        link: "Verlo",
        after: &[],
    },
};

static ARABIC: Words = Words {
    invitation: Text {
        subject: "دعوتك إلى {project}",
        before: "أنشأ أحدهم حسابًا لك في {project}. اختر كلمة مرور لتتمكّن من الدخول.",
        link: "اختيار كلمة مرور",
        after: &["يعمل الرابط مرة واحدة ولمدة {lifetime}.", "إن لم تكن تتوقع هذه الرسالة فلا داعي لفعل أي شيء."],
    },
    verification: Text {
        subject: "هل هذا عنوانك؟ ({project})",
        before: "سجّل أحدهم في {project} بهذا العنوان. إن كنت أنت فأكّد ذلك هنا.",
        link: "هذا عنواني",
        after: &["يعمل الرابط مرة واحدة ولمدة {lifetime}.", "إن لم تكن أنت فلا تفتحه: لا يمكن لأحد استخدام الحساب من دونه."],
    },
    new_password: Text {
        subject: "كلمة مرور جديدة لـ {project}",
        before: "طلب أحدهم كلمة مرور جديدة لحسابك في {project}. إن كنت أنت فاخترها هنا.",
        link: "اختيار كلمة مرور جديدة",
        after: &[
            "يعمل الرابط مرة واحدة ولمدة {lifetime}. عند استخدامه تنتهي جميع جلساتك.",
            "إن لم تكن أنت فلا داعي لفعل أي شيء: تبقى كلمة مرورك كما هي.",
        ],
    },
    share: Text {
        subject: "شيء لتطّلع عليه في {project}",
        before: "يشاركك أحدهم في {project} شيئًا. لا تحتاج إلى حساب للاطلاع عليه.",
        link: "الاطلاع عليه",
        after: &[],
    },
    named_share: Text {
        subject: "شيء لتطّلع عليه في {project}",
        before: "يشاركك أحدهم في {project} «{name}». لا تحتاج إلى حساب للاطلاع عليه.",
        link: "الاطلاع عليه",
        after: &[],
    },
};
