//! Prints text: the built-in templates, or what a workspace lays over them, each with the escaper of its language.
//!
//! `nginx/nginx.conf.j2` becomes `nginx.conf`: the inner extension chooses the escaper. A value cannot break out of
//! its place whatever it holds; what an emitter has already written in the language itself is a [`Verbatim`].

use crate::source::{FileId, Source, Sources};
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Returns a workspace's templates and messages that are its own: what this program brings, word by word, is held by its tests.
pub fn own(sources: &Sources) -> impl Iterator<Item = (FileId, &Source)> {
    let is_built_in = |it: &Source| {
        let file = it.path.strip_prefix("templates/").and_then(|it| BUILT_IN.get_file(it));
        file.is_some_and(|file| file.contents() == it.text.as_bytes())
    };
    sources.files().filter(move |(_, it)| it.path.starts_with("templates/") && !is_built_in(it))
}

/// How many instructions one text may take: a template that loops without end is stopped.
const FUEL: u64 = 50_000_000;

/// All templates of a workspace.
pub struct Templates {
    environment: Environment<'static>,
    /// The names of those that the workspace brings.
    brought: BTreeSet<String>,
}

impl Templates {
    /// Returns the built-in templates with `overlay` laid over them: text by path, as `nginx/nginx.conf.j2`.
    pub fn new(overlay: BTreeMap<String, String>) -> Templates {
        let mut environment = Environment::new();
        let brought = overlay.keys().cloned().collect();
        environment.set_loader(move |name| {
            let built_in = || BUILT_IN.get_file(name).and_then(|it| it.contents_utf8()).map(str::to_owned);
            Ok(overlay.get(name).cloned().or_else(built_in))
        });
        environment.set_syntax(lines());
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| AutoEscape::Custom(Language::of(name).word().into()));
        environment.set_formatter(print);
        environment.add_filter("word", |state: &State, it: &str| Value::from_safe_string(word(Language::printed(state), it)));
        environment.add_filter("quoted", quoted);
        environment.add_filter("between", between);
        environment.add_filter("line", |it: &str| Value::from_safe_string(plain(it)));
        environment.add_filter("regex", regex);
        environment.add_filter("argument", |it: &str| Value::from_safe_string(apache_argument(it)));
        environment.set_fuel(Some(FUEL));
        Templates { environment, brought }
    }

    /// Returns the workspace's own templates in a folder that ends in `/`: the name of each, and of the file it makes.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.brought.iter().filter_map(move |it| Some((it.as_str(), it.strip_prefix(folder)?.strip_suffix(".j2")?)))
    }

    /// Returns what the template `name` makes of `view`.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String, Failure> {
        let template = self.environment.get_template(name).map_err(|it| Failure::new(name, &it))?;
        template.render(Value::from(Serde(view))).map_err(|it| Failure::new(name, &it))
    }
}

/// A line that holds only a tag leaves no trace.
fn lines() -> SyntaxConfig {
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    syntax.build().expect("the tags of templates are Jinja's own")
}

/// What a template could not print, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// As `nginx/nginx.conf.j2`.
    pub template: String,
    /// From 1, where it is known.
    pub line: Option<usize>,
    pub message: String,
}

impl Failure {
    fn new(name: &str, error: &Error) -> Failure {
        let kind = error.kind().to_string();
        let message = error.detail().map_or_else(|| kind.clone(), |it| format!("{kind}: {it}"));
        Failure { template: error.name().unwrap_or(name).to_owned(), line: error.line(), message }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.template, self.message),
            None => write!(f, "{}: {}", self.template, self.message),
        }
    }
}

impl std::error::Error for Failure {}

/// Text that is already written in the language of the template, by the emitter that owns it: it is printed as it is.
#[derive(Clone, Debug, Default)]
pub struct Verbatim(pub String);

impl Serialize for Verbatim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

/// The languages that templates print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Nginx,
    Apache,
    Haproxy,
    Html,
    Json,
    Lua,
    Markdown,
    Text,
    /// A language that only the workspace's own templates know: what could mean something there has to be quoted.
    Own,
    /// No value can be printed, for nobody knows what would be safe.
    Unknown,
}

/// The folder of the templates of a workspace's own targets.
pub const TARGETS: &str = "targets/";

impl Language {
    const ALL: [Language; 10] = [
        Language::Nginx,
        Language::Apache,
        Language::Haproxy,
        Language::Html,
        Language::Json,
        Language::Lua,
        Language::Markdown,
        Language::Text,
        Language::Own,
        Language::Unknown,
    ];

    /// Returns the language of a template, by its inner extension.
    fn of(name: &str) -> Language {
        let name = name.strip_suffix(".j2").unwrap_or(name);
        if name.starts_with(TARGETS) {
            return Language::Own;
        }
        match name.rsplit_once('.').map_or("", |it| it.1) {
            "conf" => Language::Nginx,
            "httpd" => Language::Apache,
            "cfg" => Language::Haproxy,
            "html" | "svg" | "xml" => Language::Html,
            "json" | "js" => Language::Json,
            "lua" => Language::Lua,
            "md" => Language::Markdown,
            "txt" => Language::Text,
            _ => Language::Unknown,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Language::Nginx => "nginx",
            Language::Apache => "apache",
            Language::Haproxy => "haproxy",
            Language::Html => "html",
            Language::Json => "json",
            Language::Lua => "lua",
            Language::Markdown => "markdown",
            Language::Text => "text",
            Language::Own => "own",
            Language::Unknown => "unknown",
        }
    }

    /// Returns the language of the template that is printed.
    fn printed(state: &State) -> Language {
        match state.auto_escape() {
            AutoEscape::Custom(word) => Language::ALL.into_iter().find(|it| it.word() == word).unwrap_or(Language::Unknown),
            AutoEscape::Html => Language::Html,
            AutoEscape::Json => Language::Json,
            _ => Language::Unknown,
        }
    }
}

/// Returns a value as one word of a server's language.
fn word(language: Language, value: &str) -> String {
    match language {
        Language::Haproxy => haproxy_word(value),
        _ => nginx_word(value),
    }
}

fn print(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let language = Language::printed(state);
    let wrong = |what: &str| Err(Error::new(ErrorKind::InvalidOperation, format!("{what} cannot be printed")));
    let text = match value.kind() {
        ValueKind::Undefined => return Err(Error::from(ErrorKind::UndefinedError)),
        _ if value.is_safe() => value.to_string(),
        _ if language == Language::Json => json(value)?,
        ValueKind::String => match language {
            Language::Nginx | Language::Haproxy if is_bare(value.as_str().unwrap_or_default()) => value.to_string(),
            Language::Nginx | Language::Haproxy => return wrong("a value that is no bare word (print it with `| word`)"),
            Language::Own if is_bare(value.as_str().unwrap_or_default()) => value.to_string(),
            Language::Own => return wrong("a value that is no bare word (print it with `| quoted`, or in a comment with `| line`)"),
            Language::Apache if is_bare(value.as_str().unwrap_or_default()) => value.to_string(),
            Language::Apache => return wrong("a value that is no bare word of Apache's language (print it with `| argument`)"),
            Language::Html => html(value.as_str().unwrap_or_default()),
            Language::Lua => lua(value.as_str().unwrap_or_default()),
            Language::Markdown => markdown(value.as_str().unwrap_or_default()),
            Language::Text => plain(value.as_str().unwrap_or_default()),
            Language::Json | Language::Unknown => return wrong("a value in a language that has no escaper here"),
        },
        ValueKind::Number | ValueKind::Bool => value.to_string(),
        ValueKind::None => return wrong("`none`"),
        _ => return wrong("a list or a table"),
    };
    out.write_str(&text).map_err(Error::from)
}

/// Tells whether a value is one word as it is in nginx's, Apache's and HAProxy's languages, with quotes around it or without.
fn is_bare(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._/:@+,=".contains(&it))
}

/// Returns a value as one word of nginx's language, on one line: bare where it can be, else between quotes of its own.
pub fn nginx_word(value: &str) -> String {
    if is_bare(value) {
        return value.to_owned();
    }
    let mut word = String::with_capacity(value.len() + 2);
    word.push('"');
    for char in value.chars() {
        match char {
            '"' => word.push_str("\\\""),
            '\\' => word.push_str("\\\\"),
            '\n' => word.push_str("\\n"),
            '\r' => word.push_str("\\r"),
            '\t' => word.push_str("\\t"),
            // nginx has no escape for it; `http.conf` declares this variable.
            '$' => word.push_str("${cutover_dollar}"),
            it if it.is_control() => word.push(' '),
            it => word.push(it),
        }
    }
    word.push('"');
    word
}

/// Returns a value between double quotes, with a backslash before those and before backslashes, as most languages have it.
fn quoted(value: &str) -> Result<Value, Error> {
    if value.chars().any(char::is_control) {
        return Err(Error::new(ErrorKind::InvalidOperation, "a value with a control character cannot be quoted"));
    }
    Ok(Value::from_safe_string(format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))))
}

/// Returns a value between marks of the language; one that holds the closing mark would end there, and is refused.
fn between(value: &str, open: &str, close: &str) -> Result<Value, Error> {
    if value.chars().any(char::is_control) || format!("{value}{close}").find(close) != Some(value.len()) {
        let message = format!("a value with a control character or with `{close}` cannot stand between `{open}` and `{close}`");
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    Ok(Value::from_safe_string(format!("{open}{value}{close}")))
}

/// Returns a regular expression (PCRE, RE2) of just this text. Whatever may mean something to the language around it, such
/// as quotes, braces and semicolons, stands as `\xHH`.
fn regex(value: &str) -> Value {
    let mut regex = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'.' | b'+' | b'*' | b'?' | b'(' | b')' | b'[' | b']' | b'^' | b'|' => regex.extend(['\\', char::from(byte)]),
            it if it.is_ascii_alphanumeric() || b"-._/:@+,=~%&!".contains(&it) => regex.push(char::from(it)),
            it => regex.push_str(&format!("\\x{it:02x}")),
        }
    }
    Value::from_safe_string(regex)
}

/// Returns a value as one word of HAProxy's language, on one line: bare where it can be, else between quotes that nothing
/// is read within.
pub fn haproxy_word(value: &str) -> String {
    match is_bare(value) {
        true => value.to_owned(),
        false => format!("'{}'", plain(value).replace('\'', "'\\''")),
    }
}

/// Returns a value as one argument of an Apache directive, on one line: bare where it can be, else between quotes.
pub fn apache_argument(value: &str) -> String {
    if is_bare(value) {
        return value.to_owned();
    }
    let mut argument = String::with_capacity(value.len() + 2);
    argument.push('"');
    let mut rest = value.chars().peekable();
    while let Some(char) = rest.next() {
        match char {
            '"' => argument.push_str("\\\""),
            '\\' => argument.push_str("\\\\"),
            // Apache has no escape for it; `settings.conf` defines this variable.
            '$' if rest.peek() == Some(&'{') => argument.push_str("${CUTOVER_DOLLAR}"),
            it if it.is_control() => argument.push(' '),
            it => argument.push(it),
        }
    }
    argument.push('"');
    argument
}

fn html(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for char in value.chars() {
        match char {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            '`' => text.push_str("&#96;"),
            it if it.is_control() && !it.is_ascii_whitespace() => text.push(' '),
            it => text.push(it),
        }
    }
    text
}

/// Returns any value as JSON that may also stand in a `<script>`.
fn json(value: &Value) -> Result<String, Error> {
    let text = serde_json::to_string(value).map_err(|it| Error::new(ErrorKind::BadSerialization, it.to_string()))?;
    let escape = |it: char| match it {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => format!("\\u{:04x}", it as u32),
        it => it.to_string(),
    };
    Ok(text.chars().map(escape).collect())
}

/// Returns a value as a string of Lua between quotes, on one line.
fn lua(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for char in value.chars() {
        match char {
            '"' | '\\' => text.extend(['\\', char]),
            it if it.is_ascii_control() => text.push_str(&format!("\\{:03}", it as u32)),
            it => text.push(it),
        }
    }
    text.push('"');
    text
}

/// Returns a value as text of Markdown, on one line.
pub fn markdown(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let value = plain(value);
    for (at, char) in value.char_indices() {
        let opens_block = at == 0 && matches!(char, '-' | '+' | '=' | '>' | '#');
        // `1.` begins a list only before a space or an end.
        let ends_word = value[at + char.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        let ends_number = matches!(char, '.' | ')') && ends_word && text.bytes().all(|it| it.is_ascii_digit()) && at > 0;
        if opens_block || ends_number || "\\`*_[]<>|~&$".contains(char) {
            text.push('\\');
        }
        text.push(char);
    }
    text
}

/// Returns a value on one line, without control characters.
pub fn plain(value: &str) -> String {
    value.chars().map(|it| if it.is_control() || matches!(it, '\u{2028}' | '\u{2029}') { ' ' } else { it }).collect()
}

/// Tells whether braces of a message stand deeper within each other than anybody writes: a parser that follows them
/// would come to the end of its stack.
pub fn is_too_deep(message: &str) -> bool {
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in message.bytes() {
        match byte {
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest > 50
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rendered(name: &str, template: &str, value: &str) -> Result<String, Failure> {
        let overlay = BTreeMap::from([(name.to_owned(), template.to_owned())]);
        Templates::new(overlay).render(name, &BTreeMap::from([("value", value)]))
    }

    /// Returns the words of a statement as nginx's own reader finds them, or `None` where it refuses the text.
    fn words(text: &str) -> Option<Vec<String>> {
        let mut words = Vec::new();
        let mut rest = text.chars().peekable();
        loop {
            match rest.next()? {
                ';' => return rest.next().is_none().then_some(words),
                ' ' => {}
                '"' => {
                    let mut word = String::new();
                    loop {
                        match rest.next()? {
                            '"' => break,
                            '\\' => match rest.next()? {
                                'n' => word.push('\n'),
                                'r' => word.push('\r'),
                                't' => word.push('\t'),
                                it => word.push(it),
                            },
                            it => word.push(it),
                        }
                    }
                    if !matches!(rest.peek(), Some(' ' | ';')) {
                        return None;
                    }
                    words.push(word);
                }
                first => {
                    let mut word = String::from(first);
                    while let Some(it) = rest.next_if(|it| !" ;\"{}\n#".contains(*it)) {
                        word.push(it);
                    }
                    words.push(word);
                }
            }
        }
    }

    /// Returns what a string between quotes holds, as Lua's own reader finds it, or `None` where it is not just that.
    fn string_of_lua(text: &str) -> Option<String> {
        let mut value = String::new();
        let mut rest = text.strip_prefix('"')?.chars();
        loop {
            match rest.next()? {
                '"' => return rest.next().is_none().then_some(value),
                '\\' => match rest.next()? {
                    digit if digit.is_ascii_digit() => {
                        let digits = [digit, rest.next()?, rest.next()?];
                        value.push(char::from(digits.iter().collect::<String>().parse::<u8>().ok()?));
                    }
                    it if it.is_ascii_punctuation() => value.push(it),
                    _ => return None,
                },
                '\n' | '\r' => return None,
                it => value.push(it),
            }
        }
    }

    #[test]
    fn value_stays_one_word_of_nginx() {
        let text = rendered("a.conf.j2", "add_header X {{ value | word }};", "a\"; } evil on; $uri \\").unwrap();
        assert_eq!(text, r#"add_header X "a\"; } evil on; ${cutover_dollar}uri \\";"#);
        assert_eq!(rendered("a.conf.j2", "# {{ value | word }}", "a\nevil on;").unwrap(), r#"# "a\nevil on;""#);
        assert_eq!(rendered("a.conf.j2", "server_name {{ value }};", "www.po.co").unwrap(), "server_name www.po.co;");
        assert_eq!(rendered("a.conf.j2", "x {{ value | word }};", "").unwrap(), "x \"\";");
        assert!(rendered("a.conf.j2", "x {{ value }};", "a; evil on").unwrap_err().message.contains("bare word"));
    }

    /// Returns the words of a line as HAProxy's own reader finds them, or `None` where it refuses the text.
    fn haproxy_words(text: &str) -> Option<Vec<String>> {
        let (mut words, mut word) = (Vec::new(), None::<String>);
        let mut rest = text.chars();
        while let Some(it) = rest.next() {
            match it {
                '\n' | '\r' => return None,
                ' ' | '\t' => words.extend(word.take()),
                '#' => break,
                '\\' => word.get_or_insert_default().push(rest.next()?),
                '\'' => {
                    let word = word.get_or_insert_default();
                    loop {
                        match rest.next()? {
                            '\'' => break,
                            it => word.push(it),
                        }
                    }
                }
                '"' => return None,
                it => word.get_or_insert_default().push(it),
            }
        }
        words.extend(word);
        Some(words)
    }

    #[test]
    fn value_stays_one_word_of_haproxy() {
        let text = rendered("a.cfg.j2", "hdr X {{ value | word }} if a", "it's \"${b}\" #\n\\").unwrap();
        assert_eq!(text, "hdr X 'it'\\''s \"${b}\" # \\' if a");
        assert_eq!(haproxy_words(&text).unwrap(), ["hdr", "X", "it's \"${b}\" # \\", "if", "a"]);
        assert_eq!(rendered("a.cfg.j2", "bind {{ value }}", ":443").unwrap(), "bind :443");
        assert_eq!(rendered("a.cfg.j2", "x {{ value | word }}", "").unwrap(), "x ''");
        assert!(rendered("a.cfg.j2", "x {{ value }}", "a if evil").unwrap_err().message.contains("bare word"));
    }

    /// Returns the arguments of a line as Apache's own reader finds them, or `None` where it reads a variable or more lines.
    fn arguments(line: &str) -> Option<Vec<String>> {
        let line = line.replace("${CUTOVER_DOLLAR}", "\u{1}");
        let is_broken = line.chars().any(|it| it.is_control() && it != '\u{1}');
        if line.contains("${") || is_broken || line.ends_with('\\') {
            return None;
        }
        let mut arguments = Vec::new();
        let line = line.replace('\u{1}', "$");
        let mut rest = line.chars().peekable();
        while let Some(first) = rest.next() {
            let mut argument = String::new();
            match first {
                ' ' => continue,
                '"' => loop {
                    match rest.next()? {
                        '"' => break,
                        '\\' => match rest.next_if(|it| matches!(it, '"' | '\\')) {
                            Some(it) => argument.push(it),
                            None => argument.push('\\'),
                        },
                        it => argument.push(it),
                    }
                },
                it => {
                    argument.push(it);
                    while let Some(it) = rest.next_if(|it| *it != ' ') {
                        argument.push(it);
                    }
                }
            }
            arguments.push(argument);
        }
        Some(arguments)
    }

    #[test]
    fn value_stays_one_argument_of_apache() {
        let text = rendered("a.httpd.j2", "Header add X {{ value | argument }}", "a\" env=x\nInclude /x ${uri} $1 \\").unwrap();
        assert_eq!(text, r#"Header add X "a\" env=x Include /x ${CUTOVER_DOLLAR}{uri} $1 \\""#);
        assert_eq!(rendered("a.httpd.j2", "ServerName {{ value }}", "www.po.co").unwrap(), "ServerName www.po.co");
        assert_eq!(rendered("a.httpd.j2", "X {{ value | argument }}", "").unwrap(), "X \"\"");
        assert!(rendered("a.httpd.j2", "X {{ value }}", "a b").unwrap_err().message.contains("bare word"));
    }

    #[test]
    fn value_stays_in_html() {
        let text = rendered("a.html.j2", "<a title=\"{{ value }}\">", "\"></a><script>alert('x')</script>").unwrap();
        assert_eq!(text, "<a title=\"&quot;&gt;&lt;/a&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\">");
    }

    #[test]
    fn value_stays_in_json_within_a_script() {
        let text = rendered("a.json.j2", "{\"a\": {{ value }}}", "</script>\"\n").unwrap();
        assert_eq!(text, "{\"a\": \"\\u003c/script\\u003e\\\"\\n\"}");
    }

    #[test]
    fn value_stays_a_string_of_lua() {
        let text = rendered("a.lua.j2", "x = {{ value }}", "a\"] os.exit() --\\\r\n\u{1}2é").unwrap();
        assert_eq!(text, r#"x = "a\"] os.exit() --\\\013\010\0012é""#);
        assert_eq!(rendered("a.lua.j2", "-- {{ value | line }}\n", "[[a\nos.exit()").unwrap(), "-- [[a os.exit()\n");
    }

    #[test]
    fn value_stays_on_its_line_of_text() {
        assert_eq!(rendered("a.txt.j2", "Subject: {{ value }}", "a\r\nBcc: b").unwrap(), "Subject: a  Bcc: b");
        assert_eq!(rendered("a.md.j2", "{{ value }}", "1. *a* [b](c)\n# d").unwrap(), r"1\. \*a\* \[b\](c) # d");
        assert_eq!(rendered("a.md.j2", "{{ value }}", "- by 2024-12-31").unwrap(), r"\- by 2024-12-31");
    }

    #[test]
    fn what_is_not_there_is_an_error_with_its_place() {
        let failure = rendered("a.txt.j2", "a\n{{ valeu }}", "").unwrap_err();
        assert_eq!((failure.template.as_str(), failure.line), ("a.txt.j2", Some(2)));
        assert!(rendered("a.txt.j2", "{% if valeu %}{% endif %}", "").is_err());
        assert!(Templates::new(BTreeMap::new()).render("no/such.conf.j2", &()).is_err());
    }

    #[test]
    fn language_without_escaper_prints_no_value() {
        assert!(rendered("a.vcl.j2", "{{ value }}", "a").is_err());
        assert_eq!(rendered("a.vcl.j2", "a\n", "a").unwrap(), "a\n");
    }

    #[test]
    fn own_language_prints_bare_words_and_what_a_filter_writes() {
        let own = |template: &str, value: &str| rendered("targets/edge/a.vcl.j2", template, value);
        assert_eq!(own("{{ value }}", "www.po.co:80").unwrap(), "www.po.co:80");
        assert!(own("{{ value }}", "a; evil").unwrap_err().message.contains("no bare word"));
        assert_eq!(own("{{ value | quoted }}", "a\"b\\").unwrap(), r#""a\"b\\""#);
        assert!(own("{{ value | quoted }}", "a\nb").is_err());
        assert_eq!(own("# {{ value | line }}", "a\r\nevil").unwrap(), "# a  evil");
        assert_eq!(own("{{ value | between('{\"', '\"}') }}", "a\"b}").unwrap(), "{\"a\"b}\"}");
        assert!(own("{{ value | between('{\"', '\"}') }}", "a\"}b").is_err());
        assert!(own("{{ value | between('<<', '>>') }}", "a>").is_err(), "the mark would begin within the value");
        assert_eq!(own("{{ value | regex }}", "/a.b+(c)\";{$}").unwrap(), r"/a\.b\+\(c\)\x22\x3b\x7b\x24\x7d");
    }

    #[test]
    fn template_without_end_is_stopped() {
        let failure = rendered("a.txt.j2", "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "");
        assert!(failure.unwrap_err().message.contains("fuel"));
    }

    #[test]
    fn overlay_replaces_one_template_and_leaves_the_others() {
        let overlay = BTreeMap::from([("a.txt.j2".to_owned(), "{% include 'b.txt.j2' %}".to_owned())]);
        let failure = Templates::new(overlay).render("a.txt.j2", &()).unwrap_err();
        assert!(failure.message.contains("not found"), "{failure}");
    }

    proptest! {
        #[test]
        fn any_value_is_one_word_of_nginx(value in any::<String>()) {
            let text = rendered("a.conf.j2", "x {{ value | word }};", &value).unwrap();
            let found = words(&text).map(|it| it.len());
            prop_assert_eq!(found, Some(2), "{}", text);
        }

        #[test]
        fn any_value_is_one_word_of_haproxy(value in any::<String>()) {
            let text = rendered("a.cfg.j2", "x {{ value | word }}", &value).unwrap();
            prop_assert_eq!(haproxy_words(&text).map(|it| it.len()), Some(2), "{}", text);
        }

        #[test]
        fn a_bare_value_is_one_word_of_nginx_or_refused(value in "[a-z \"\\\\;{}$#\n]{0,6}") {
            for template in ["x {{ value }};", "x \"{{ value }}\";"] {
                if let Ok(text) = rendered("a.conf.j2", template, &value) {
                    prop_assert_eq!(words(&text).map(|it| it.len()), Some(2), "{}", text);
                }
            }
        }

        #[test]
        fn any_value_is_one_string_of_lua(value in any::<String>()) {
            let text = rendered("a.lua.j2", "{{ value }}", &value).unwrap();
            prop_assert_eq!(string_of_lua(&text), Some(value), "{}", text);
        }

        #[test]
        fn any_value_is_one_argument_of_apache(value in "[ -~\\PC]{0,9}|[a\"\\\\${} \n]{0,9}") {
            let text = rendered("a.httpd.j2", "X {{ value | argument }}", &value).unwrap();
            let meant = value.replace(char::is_control, " ");
            prop_assert_eq!(arguments(&text), Some(vec!["X".to_owned(), meant]), "{}", text);
        }

        #[test]
        fn any_value_is_one_value_of_json(value in any::<String>()) {
            let text = rendered("a.json.j2", "{{ value }}", &value).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
        }
    }
}
