//! The page of the commands, as their own help tells it.

use super::Page;

/// A command and what `--help` prints of it.
pub struct Command {
    pub name: String,
    pub help: String,
}

/// Returns the page of all commands.
pub(super) fn page(commands: &[Command]) -> Page {
    let mut text = "# Commands\n\nEach command tells this itself with `--help`.\n".to_owned();
    for Command { name, help } in commands {
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        text.push_str(&format!("\n## `cutover {name}`\n\n```text\n{}\n```\n", lines.join("\n").trim()));
    }
    Page { title: "Commands".to_owned(), path: "commands.md".to_owned(), text, depth: 0 }
}
