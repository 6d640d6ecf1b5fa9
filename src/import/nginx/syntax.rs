//! The language of nginx's configuration: words, quotes, escapes, blocks and comments.

/// `name words;`, or `name words { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    pub line: usize,
    /// The name and what follows it, without quotes and escapes.
    pub words: Vec<String>,
    /// What stands in its braces.
    pub block: Option<Vec<Directive>>,
}

impl Directive {
    pub fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    pub fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    pub fn inner(&self) -> &[Directive] {
        self.block.as_deref().unwrap_or_default()
    }

    /// Returns it on one line, without what its braces hold.
    pub fn text(&self) -> String {
        self.words.join(" ")
    }
}

/// Blocks stand in one another so deep at most.
const DEEPEST: usize = 50;

/// Reads a file, or a part of one.
pub fn parse(text: &str) -> Result<Vec<Directive>, String> {
    let mut reader = Reader { rest: text.chars().collect(), at: 0, line: 1 };
    let found = reader.block(0)?;
    if reader.at < reader.rest.len() {
        return Err(format!("line {}: found a `}}` that closes nothing", reader.line));
    }
    Ok(found)
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    line: usize,
}

enum Token {
    Word(String),
    End,
    Open,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let found = self.peek()?;
        self.at += 1;
        self.line += usize::from(found == '\n');
        Some(found)
    }

    /// Reads directives up to the end of the text or a `}`, which stays.
    fn block(&mut self, depth: usize) -> Result<Vec<Directive>, String> {
        if depth > DEEPEST {
            return Err(format!("line {}: found more than {DEEPEST} blocks in one another", self.line));
        }
        let mut found = Vec::new();
        loop {
            self.skip();
            if matches!(self.peek(), None | Some('}')) {
                return Ok(found);
            }
            let line = self.line;
            let mut words = Vec::new();
            loop {
                match self.token()? {
                    Token::Word(word) => words.push(word),
                    Token::End => {
                        found.push(Directive { line, words, block: None });
                        break;
                    }
                    Token::Open => {
                        let inner = self.block(depth + 1)?;
                        if self.next() != Some('}') {
                            return Err(format!("line {line}: found no `}}` for its `{{`"));
                        }
                        found.push(Directive { line, words, block: Some(inner) });
                        break;
                    }
                }
            }
        }
    }

    /// Passes over spaces and comments.
    fn skip(&mut self) {
        while let Some(it) = self.peek() {
            if it == '#' {
                while self.peek().is_some_and(|it| it != '\n') {
                    self.next();
                }
            } else if it.is_whitespace() {
                self.next();
            } else {
                return;
            }
        }
    }

    fn token(&mut self) -> Result<Token, String> {
        self.skip();
        let line = self.line;
        match self.peek() {
            None | Some('}') => Err(format!("line {line}: found no `;` behind the last word")),
            Some(';') => {
                self.next();
                Ok(Token::End)
            }
            Some('{') => {
                self.next();
                Ok(Token::Open)
            }
            Some(quote @ ('"' | '\'')) => {
                self.next();
                let mut word = String::new();
                loop {
                    match self.next() {
                        None => return Err(format!("line {line}: found no closing quote")),
                        Some(it) if it == quote => return Ok(Token::Word(word)),
                        Some('\\') => self.escape(&mut word),
                        Some(it) => word.push(it),
                    }
                }
            }
            Some(_) => Ok(Token::Word(self.bare())),
        }
    }

    /// Reads a word without quotes; `${name}` is a part of it.
    fn bare(&mut self) -> String {
        let mut word = String::new();
        while let Some(it) = self.peek() {
            match it {
                '{' if word.ends_with('$') => {}
                ';' | '{' => break,
                it if it.is_whitespace() => break,
                _ => {}
            }
            self.next();
            if it == '\\' { self.escape(&mut word) } else { word.push(it) }
        }
        word
    }

    /// nginx takes the backslash away before these alone.
    fn escape(&mut self, word: &mut String) {
        match self.next() {
            Some(it @ ('"' | '\'' | '\\')) => word.push(it),
            Some('t') => word.push('\t'),
            Some('r') => word.push('\r'),
            Some('n') => word.push('\n'),
            Some(it) => word.extend(['\\', it]),
            None => word.push('\\'),
        }
    }
}
