//! Tells cargo that the templates are part of the program, new ones too.

fn main() {
    println!("cargo:rerun-if-changed=templates");
}
