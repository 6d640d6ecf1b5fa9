//! The tests of the compiler: alone, offline, as any user.

mod answers;
mod findings;
mod overlay;
mod robust;
mod rules;
