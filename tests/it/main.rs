//! The tests of the compiler: alone, offline, as any user.

mod answers;
mod overlay;
mod rules;
