//! The tests of the compiler: alone, offline, as any user.

#[path = "../python_docs.rs"]
mod python_docs;
#[path = "../shortened.rs"]
mod shortened;

mod answers;
mod apache;
mod asking;
mod book;
mod build;
mod bundle;
mod caddy;
mod channels;
mod cloudfront;
mod diff;
mod dns;
mod envoy;
mod expectations;
mod facts;
mod findings;
mod fix;
mod gather;
mod haproxy;
mod hops;
mod hostile;
mod import;
mod import_apache;
mod import_nginx;
mod inventory;
mod language;
mod locales;
mod meaning;
mod nginx;
mod notices;
mod order;
mod outputs;
mod overlay;
mod parity;
mod people;
mod places;
mod planning;
mod reach;
mod reports;
mod retold;
mod robust;
mod rows;
mod rules;
mod runbook;
mod schema;
mod signoff;
mod slice;
mod tables;
mod time;
mod verify;
