//! The language of Apache's configuration: lines of words, and sections.

/// `Name words`, or `<Name words>` with what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    pub line: usize,
    pub words: Vec<String>,
    /// As it stands in the file, on one line.
    pub text: String,
    pub section: Option<Vec<Directive>>,
}

impl Directive {
    /// Returns its name in lower case: Apache reads it in any.
    pub fn name(&self) -> String {
        self.words.first().map_or_else(String::new, |it| it.to_ascii_lowercase())
    }

    pub fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }
}

/// Reads a file, or a part of one.
pub fn parse(text: &str) -> Result<Vec<Directive>, String> {
    let mut open: Vec<Directive> = Vec::new();
    let mut found: Vec<Directive> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let number = at + 1;
        let mut whole = line.to_owned();
        // A backslash at its end joins a line to the next.
        while whole.ends_with('\\') {
            whole.pop();
            match lines.next() {
                Some((_, more)) => whole.push_str(more),
                None => break,
            }
        }
        let line = whole.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix("</") {
            let name = name.trim_end_matches('>').trim();
            let Some(section) = open.pop().filter(|it| it.name() == name.to_ascii_lowercase()) else {
                return Err(format!("line {number}: found `{line}`, which closes nothing"));
            };
            open.last_mut().and_then(|it| it.section.as_mut()).unwrap_or(&mut found).push(section);
        } else if let Some(inner) = line.strip_prefix('<') {
            let inner = inner.strip_suffix('>').unwrap_or(inner);
            let directive = Directive { line: number, words: words(inner), text: line.to_owned(), section: Some(Vec::new()) };
            open.push(directive);
            if open.len() > 50 {
                return Err(format!("line {number}: found more than 50 sections in one another"));
            }
        } else {
            let directive = Directive { line: number, words: words(line), text: line.to_owned(), section: None };
            open.last_mut().and_then(|it| it.section.as_mut()).unwrap_or(&mut found).push(directive);
        }
    }
    match open.last() {
        Some(it) => Err(format!("line {}: found no end of `{}`", it.line, it.text)),
        None => Ok(found),
    }
}

/// Takes a line apart as Apache does.
fn words(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|it| it.is_whitespace()).is_some() {}
        let Some(first) = rest.peek().copied() else { return found };
        let quote = Some(first).filter(|it| matches!(it, '"' | '\''));
        if quote.is_some() {
            rest.next();
        }
        let mut word = String::new();
        while let Some(it) = rest.next() {
            match (it, quote) {
                ('\\', _) if rest.peek() == Some(&'\\') || (quote.is_some() && rest.peek() == quote.as_ref()) => word.extend(rest.next()),
                (it, Some(quote)) if it == quote => break,
                (it, None) if it.is_whitespace() => break,
                (it, _) => word.push(it),
            }
        }
        found.push(word);
    }
}
