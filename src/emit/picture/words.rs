//! The same graph for other programs: Mermaid, and Graphviz's DOT.

use super::flow::{Flow, Node};
use std::fmt::Write;

/// Returns the graph as a Mermaid flowchart.
pub fn mermaid(flow: &Flow) -> String {
    let mut out = String::from("flowchart LR\n");
    for (rank, panel) in flow.panels.iter().enumerate() {
        let _ = writeln!(out, "  subgraph p{rank}[\"{}\"]", entities(&panel.title));
        for (at, node) in panel.nodes.iter().enumerate() {
            let _ =
                writeln!(out, "    p{rank}n{at}[\"{}\"]:::{}", entities(&label(node, "\u{1}")).replace('\u{1}', "<br>"), node.kind.word());
        }
        out.push_str("  end\n");
        for edge in &panel.edges {
            let arrow = if edge.is_critical { "==>" } else { "-->" };
            let lead = if edge.lead.is_empty() { String::new() } else { format!("|\"{}\"|", entities(&edge.lead)) };
            let _ = writeln!(out, "  p{rank}n{} {arrow}{lead} p{rank}n{}", edge.from, edge.to);
        }
    }
    out
}

/// Returns the graph in Graphviz's DOT.
pub fn dot(flow: &Flow) -> String {
    let mut out = String::from("digraph cutover {\n  rankdir = LR;\n  node [shape = box];\n");
    for (rank, panel) in flow.panels.iter().enumerate() {
        let _ = writeln!(out, "  subgraph cluster_{rank} {{\n    label = {};", quoted(&panel.title));
        for (at, node) in panel.nodes.iter().enumerate() {
            let class = node.kind.word();
            let _ = writeln!(out, "    p{rank}n{at} [label = {}, class = {class}];", quoted(&label(node, "\n")));
        }
        for edge in &panel.edges {
            let style = if edge.is_critical { ", penwidth = 2" } else { "" };
            let _ = writeln!(out, "    p{rank}n{} -> p{rank}n{} [label = {}{style}];", edge.from, edge.to, quoted(&edge.lead));
        }
        out.push_str("  }\n");
    }
    out.push_str("}\n");
    out
}

fn label(node: &Node, line_end: &str) -> String {
    if node.days.is_empty() { node.name.clone() } else { format!("{}{line_end}{}", node.name, node.days) }
}

/// Mermaid knows no escapes, but entities with `#` for `&`.
fn entities(text: &str) -> String {
    let plain = |it: char| it.is_alphanumeric() || " -–_./,:()\u{1}".contains(it);
    text.chars().map(|it| if plain(it) { it.to_string() } else { format!("#{};", u32::from(it)) }).collect()
}

fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|it| match it {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            it if it.is_control() => " ".to_owned(),
            it => it.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leaves_its_quotes() {
        assert_eq!(quoted("a\"];b\\\n"), "\"a\\\"];b\\\\\\n\"");
        assert_eq!(entities("a\"]|<b>"), "a#34;#93;#124;#60;b#62;");
    }
}
