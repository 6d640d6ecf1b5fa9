//! `cutover` compiles the closing of an online store.
//!
//! People write, per region, what is decided: domains, dates, where the brand goes, which service moves where. This
//! crate reads it ([`load`]), binds and dates it ([`resolve`]), finds what cannot work ([`check`]), works out what every
//! URL answers at every instant ([`lower`]), writes what servers and people need of that ([`emit`]), puts it on disk
//! ([`mod@bundle`]), and holds running servers ([`probe`]) and what a workspace expects ([`judge`]) against it. A phase knows the nouns in [`model`] and no other phase; their order is here and nowhere else.

pub mod bundle;
pub mod check;
pub mod cli;
pub mod compare;
pub mod diag;
pub mod emit;
pub mod fix;
pub mod import;
pub mod judge;
pub mod load;
pub mod lower;
pub mod manual;
pub mod messages;
pub mod model;
pub mod probe;
pub mod resolve;
pub mod schema;
pub mod source;
pub mod template;

use diag::{Diagnostic, Report};
use emit::target::{Clause, Ground};
use import::proof::Proof;
use judge::report::Tested;
use load::Disk;
use model::artifact::Artifacts;
use model::graph::Target;
use model::plan::Plan;
use model::plan::probe::Probe;
use model::plan::request::Request;
use model::spec::expectation::Expectation;
use model::spec::notice::Channel;
use model::spec::owners::Owners;
use probe::authority::Authority;
use probe::certificate::Trust;
use probe::judge::Behind;
use probe::local::home::Home;
use probe::local::{Server, free_ports};
use probe::node::{Address, Node};
use probe::rehearsal::Walk;
use probe::rehearse::{Route, Walker};
use probe::report::Run;
use source::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use schema::schemas;

/// What one run found.
pub struct Checked {
    pub sources: Arc<Sources>,
    pub report: Report,
    /// `None` where a fault lies so deep that nothing can be said of any URL.
    pub plan: Option<Plan>,
    /// What the workspace expects of its own URLs.
    pub expectations: Vec<Expectation>,
    /// The day that counted as today.
    pub as_of: Option<jiff::civil::Date>,
    /// What was left open because the run was told no day.
    pub unjudged: check::Unjudged,
}

/// How a run judges.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Refuses open points and undecided claims, as a release does.
    pub is_strict: bool,
    /// The day that counts as today. It changes findings, never answers; without it nothing that depends on it is judged.
    pub as_of: Option<jiff::civil::Date>,
}

/// Reads a workspace and finds what cannot work in it; an `Err` is a file that cannot be read.
pub fn check_workspace(disk: &dyn Disk, options: Options) -> io::Result<Checked> {
    check_with_owners(disk, options, None)
}

/// Checks a workspace, and holds who is asked when its files change against who answers for what they say.
pub fn check_with_owners(disk: &dyn Disk, options: Options, owners: Option<&Owners>) -> io::Result<Checked> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let spec = load::load(disk, &mut sources, &mut report)?;
    let graph = resolve::resolve(&spec, &mut report);
    let Some(graph) = graph else {
        report.settle(options.is_strict, &sources);
        return Ok(Checked {
            sources: Arc::new(sources),
            report,
            plan: None,
            expectations: spec.expectations,
            as_of: options.as_of,
            unjudged: check::Unjudged::default(),
        });
    };
    check::graph(&graph, options.as_of, &mut report);
    let mut plan = lower::lower(graph, sources);
    check::plan(&plan, &mut report);
    if options.is_strict {
        lower::add_steps(&mut plan);
        check::release(&plan, &mut report);
    }
    refused(&plan, &mut report);
    unsaid(&plan, &mut report);
    half_said(&plan, &mut report);
    too_long(&plan, &mut report);
    signed(&plan, options.as_of, &mut report);
    if let Some(owners) = owners {
        check::owners(&plan.graph, &plan.sources, owners, &mut report);
    }
    let is_moot = |it: &Diagnostic| spec.twice.iter().any(|twice| twice.contains(it.span()));
    report.findings.retain(|it| is_bound(it) || !is_moot(it));
    let names: Vec<&str> = codes().iter().map(|it| it.name).collect();
    let doors = check::Doors { as_of: options.as_of, is_release: options.is_strict, has_owners: owners.is_some() };
    check::waive(&plan.graph, &plan.sources, &names, doors, &mut report);
    report.settle(options.is_strict, &plan.sources);
    let unjudged = check::unjudged(&plan.graph, options.as_of);
    Ok(Checked {
        sources: Arc::clone(&plan.sources),
        report,
        plan: Some(plan),
        expectations: spec.expectations,
        as_of: options.as_of,
        unjudged,
    })
}

/// Checks a workspace and works out the steps too.
pub fn plan_workspace(disk: &dyn Disk, options: Options) -> io::Result<Checked> {
    let mut checked = check_workspace(disk, options)?;
    // A strict check has worked them out already.
    checked.plan.iter_mut().filter(|_| !options.is_strict).for_each(lower::add_steps);
    Ok(checked)
}

/// What was written, file by file, and what each region takes over.
pub struct Written {
    pub sources: Sources,
    pub spec: model::spec::Spec,
    /// By the region's id; layers are among them, and what cannot be read is not.
    pub inherited: BTreeMap<String, resolve::Inherited>,
}

/// Reads a workspace and lays its regions over one another, without a judgement.
pub fn written(disk: &dyn Disk) -> io::Result<Written> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let spec = load::load(disk, &mut sources, &mut report)?;
    let inherited = resolve::inherit(&spec, &mut report);
    Ok(Written { sources, spec, inherited })
}

/// Repairs what can be repaired without a person's judgement, in memory; `None` where there is no plan to prove it by.
pub fn fix(disk: &dyn Disk, asked: &fix::Asked) -> io::Result<Option<fix::Fixed>> {
    let read = |files: &fix::Files| {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let spec = load::load_row_by_row(&load::Edited::with_files(disk, files.clone()), &mut sources, &mut report)?;
        let Some(graph) = resolve::resolve(&spec, &mut report) else { return Ok(None) };
        let plan = lower::lower(graph, sources);
        report.settle(false, &plan.sources);
        let faults = report.findings.iter().filter(|it| it.severity == diag::Severity::Error);
        let faults = faults.map(|it| (format!("{}: {}", it.code.name, it.message), it.span())).collect();
        Ok(Some(fix::Standing { spec, plan, faults }))
    };
    let lower = |graph| lower::lower(graph, Sources::default());
    fix::fix(asked, &fix::Means { bytes: &|path| disk.read(path), read: &read, lower: &lower })
}

/// Reports what a target cannot be told.
fn refused(plan: &Plan, report: &mut Report) {
    for emit::Refused { target, refusal } in emit::refused(plan) {
        let (code, label) = match refusal.ground {
            Ground::Language | Ground::Lack => (&diag::rules::target::cannot::CODE, "cannot be said"),
            Ground::Limit => (&diag::rules::target::limit::CODE, "more than it takes"),
        };
        let message =
            format!("the target `{}` cannot say this of `{}` ({}): {}", target.name, refusal.host, refusal.clause.name(), refusal.why);
        let host = plan.graph.find_host(&refusal.host).map(|it| it.hsts.as_ref().map_or(it.span, |hsts| hsts.span));
        let span = refusal.span.or(host).unwrap_or(target.span);
        // Of what has no place of its own each clause is a fault by itself.
        let label = if refusal.span.is_some() { label.to_owned() } else { format!("{label}: {}", refusal.clause.name()) };
        let finding = Diagnostic::new(code, span, label, message);
        let help = way_out(plan, target, &refusal);
        report.push(finding.label(target.span, "by this target").help(help).about(format!("targets.{}", target.name)));
    }
}

/// Returns what can be done about something that a target cannot be told.
fn way_out(plan: &Plan, target: &model::graph::Target, refusal: &emit::target::Refusal) -> String {
    let region = plan.graph.find_host(&refusal.host).map(|it| it.region.as_str()).unwrap_or_default();
    match refusal.clause {
        Clause::Serve if target.since.is_none() => {
            format!("write `since = \"{region}/sunset\"` under `[targets.{}]`, or name under `hosts` what never serves", target.name)
        }
        Clause::Gone if target.until.is_none() => {
            format!("write `until = \"{region}/redirects-end\"` under `[targets.{}]`, or answer it otherwise", target.name)
        }
        _ if refusal.ground == Ground::Lack => {
            format!("add `without = [\"{}\"]` to `[targets.{}]` if its answers may lack them", refusal.clause.name(), target.name)
        }
        _ => "write it otherwise, or name under `hosts` what the target serves without it".to_owned(),
    }
}

/// Reports languages in which customers cannot be told.
fn unsaid(plan: &Plan, report: &mut Report) {
    let (unsaid, known) = emit::unsaid(plan);
    // A tag that is none has its finding: what is said under it is asked once it is one.
    let is_tag = |span| !report.findings.iter().any(|it| it.code == &diag::rules::schema::bad_locale_or_zone::CODE && it.span() == span);
    let unsaid: Vec<_> = unsaid.into_iter().filter(|(_, locale)| is_tag(locale.span)).collect();
    for (region, locale) in unsaid {
        let message = format!("there are no messages in `{}`", locale.value);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let help = format!(
            "write {} instead, or translate the messages into `templates/notices/{}/`, in the files that `en-GB` has",
            diag::listed(&known).replace(" and ", " or "),
            locale.value
        );
        let finding = Diagnostic::new(&diag::rules::notice::silent_fallback::CODE, locale.span, "nothing can be said", message);
        report.push(finding.help(help).about(format!("{}.region.locales", region.id)));
    }
}

/// Reports languages that a workspace brings and has not said everything in: a build would stop there.
fn half_said(plan: &Plan, report: &mut Report) {
    for (region, locale, told) in emit::half_said(plan) {
        let finding = Diagnostic::new(&diag::rules::notice::silent_fallback::CODE, locale.span, "not said in full", told);
        let help = format!("write what is missing in `templates/notices/{}/`, as `en-GB` has it", locale.value);
        report.push(finding.help(help).about(format!("{}.region.locales", region.id)));
    }
}

/// Reports pushes that phones would cut: a build would stop there.
fn too_long(plan: &Plan, report: &mut Report) {
    for (region, faults) in emit::too_long(plan) {
        let push = region.notices.iter().flat_map(|it| it.channels.iter().flatten()).find(|it| it.value == Channel::Push);
        let (Some(push), Some(first)) = (push, faults.first()) else { continue };
        let more = if faults.len() > 1 { format!(", and {} more like this", faults.len() - 1) } else { String::new() };
        let finding = Diagnostic::new(&diag::rules::notice::too_long::CODE, push.span, "phones would cut it", format!("{first}{more}"));
        let help = "write the message shorter in `templates/notices/`, or give `program.brand` as customers say it";
        report.push(finding.help(help).about(format!("{}.notices.channels", region.id)));
    }
}

/// Holds the texts against what was signed, where anybody asks for it: they are put into words for it.
fn signed(plan: &Plan, as_of: Option<jiff::civil::Date>, report: &mut Report) {
    if !model::plan::text::is_asked(&plan.graph) {
        return;
    }
    // What cannot be said is told by itself.
    let Ok(texts) = emit::texts(plan) else { return };
    let texts: Vec<_> = texts.iter().map(emit::notices::Text::known).collect();
    check::texts(&check::Telling { plan, texts: &texts, reviewed: &emit::reviewed(plan), as_of }, report);
}

/// Compares two plans: what URLs answer, what moves, what else changes, and which texts customers read otherwise.
pub fn compare(base: &Plan, head: &Plan) -> compare::Difference {
    let mut difference = compare::compare(base, head);
    // What cannot be said on one side is told by its check.
    if let (Ok(before), Ok(after)) = (emit::texts(base), emit::texts(head)) {
        let [before, after] = [before, after].map(|it| it.iter().map(emit::notices::Text::known).collect::<Vec<_>>());
        difference.facts.extend(compare::words((base, &before), (head, &after)));
        difference.facts.sort_by_key(|it| it.subject);
    }
    difference
}

/// What other programs' files said, as a workspace that checks clean.
pub struct Imported {
    pub taken: import::taken::Taken,
    pub workspace: import::workspace::Workspace,
    pub checked: Checked,
}

/// Makes a workspace of what was read: each file by its name, in the order in which they are asked. What its check refuses
/// is left as well; an inner `Err` says why there is no workspace.
pub fn import(
    files: impl IntoIterator<Item = (String, import::Import)>,
    place: &import::workspace::Place,
) -> io::Result<Result<Imported, String>> {
    let mut taken = match import::taken::Taken::new(files) {
        Ok(taken) => taken,
        Err(name) => return Ok(Err(format!("`{name}` is asked in another way than the files before it; import it by itself"))),
    };
    import::workspace::secure(&mut taken, place);
    import::order::settle(&mut taken, place.host.as_deref().unwrap_or(import::workspace::NAMELESS));
    loop {
        let workspace = import::workspace::write(&taken, place);
        let checked = check_workspace(&load::Memory(workspace.files.clone()), Options::default())?;
        let errors = || checked.report.findings.iter().filter(|it| it.severity == diag::Severity::Error);
        let mut refused: BTreeMap<usize, &Diagnostic> = BTreeMap::new();
        for finding in errors() {
            let place = checked.sources.place(finding.span());
            if let Some(rule) = place.line.checked_sub(2).filter(|_| place.path == workspace.table).and_then(|it| workspace.rows.get(it)) {
                refused.entry(*rule).or_insert(finding);
            }
        }
        match (refused.is_empty(), errors().next()) {
            (true, Some(finding)) => return Ok(Err(format!("{}: {}", checked.sources.place(finding.span()), finding.message))),
            (true, None) => {
                taken.sort_left();
                return Ok(Ok(Imported { taken, workspace, checked }));
            }
            (false, _) => taken.leave(|at, _| refused.get(&at).map(|it| format!("{} (`{}`)", it.message, it.code.name))),
        }
    }
}

/// What one build made.
pub struct Built {
    pub checked: Checked,
    /// The files, or why there are none; `None` where findings forbid to go on.
    pub artifacts: Option<Result<Artifacts, Vec<emit::Fault>>>,
}

/// Checks a workspace and, unless something forbids it, makes the files that `select` asks for.
pub fn build(disk: &dyn Disk, options: Options, select: impl FnOnce(&Plan) -> emit::Selection) -> io::Result<Built> {
    let checked = plan_workspace(disk, options)?;
    let artifacts = match &checked.plan {
        Some(plan) if !checked.report.has_errors() => Some(emit::emit(plan, &select(plan))),
        _ => None,
    };
    Ok(Built { checked, artifacts })
}

/// What a bundle is to hold.
pub struct Bundle<'a> {
    /// The folder inside, and the beginning of the file's name.
    pub name: String,
    /// The day that counts as today.
    pub as_of: jiff::civil::Date,
    /// Of a narrowed bundle: its stages, by their names or what those begin with.
    pub stages: Vec<String>,
    /// Of a narrowed bundle: its regions, by id; those that share a host with one of them come along.
    pub regions: Vec<String>,
    /// The bytes of the bundle before it.
    pub base: Option<Vec<u8>>,
    /// Returns the part of a plan that is asked for.
    pub select: &'a dyn Fn(&Plan) -> emit::Selection,
    /// Returns what is told of the change from the plan before to the plan with it, as files.
    pub told: &'a Telling,
}

/// Returns the files that tell what changes, by their names: of the bundle before by its name and plan, and of the plan now.
pub type Telling = dyn Fn(&str, &Plan, &Plan) -> BTreeMap<String, Vec<u8>>;

/// What is packed, and what was found on the way.
pub struct Bundled {
    /// Without a plan where it was packed.
    pub checked: Checked,
    pub outcome: Outcome,
}

/// How packing ended.
pub enum Outcome {
    /// What the bundle says of itself.
    Packed(Box<bundle::statement::Statement>),
    /// Findings forbid to go on.
    Found,
    /// Something cannot be written.
    Faults(Vec<emit::Fault>),
    /// The bundle before it is none.
    Base(String),
}

/// Checks a workspace as a release does and, unless something forbids it, packs it into `out`; then reads each input once more
/// and packs it all again from what was recorded, so that nothing is released that cannot be made again.
pub fn bundle(disk: &dyn Disk, asked: &Bundle, out: impl io::Write) -> io::Result<Bundled> {
    let mut out = bundle::Digesting::new(out);
    let (mut bundled, inputs) = packed(disk, asked, &mut out)?;
    let Outcome::Packed(statement) = &bundled.outcome else { return Ok(bundled) };
    // It takes as much memory as the next one.
    bundled.checked.plan = None;
    let moved = moved(disk, &inputs)?;
    let found = match moved.is_empty() {
        true => {
            let mut again = bundle::Digests::default();
            let (second, _) = packed(&load::Memory(inputs), asked, &mut again)?;
            otherwise(statement, second.outcome, || again.finish() == out.finish().0.sha256)
        }
        false => Vec::new(),
    };
    if moved.is_empty() && found.is_empty() {
        return Ok(bundled);
    }
    let sources = &bundled.checked.sources;
    let span = |path: &str| source::Span::new(sources.find_file(path).unwrap_or(source::FileId(0)), 0..0);
    let code = &diag::rules::release::not_reproducible::CODE;
    for path in &moved {
        let message = format!("`{}` changed while it was packed", diag::printable(path));
        let finding = Diagnostic::new(code, span(path), "not what was packed", message);
        bundled.checked.report.push(finding.help("let nobody write to the workspace, and pack it again"));
    }
    if !found.is_empty() {
        let message = format!("built once more from the same inputs it is another: {}", diag::printable(&found.join("; ")));
        let finding = Diagnostic::new(code, span(load::WORKSPACE), "packed twice", message);
        bundled.checked.report.push(finding.help("do not ship it: pack it again, and report these names if it stays so"));
    }
    bundled.outcome = Outcome::Found;
    Ok(bundled)
}

/// Returns which inputs are no longer as they were read.
fn moved(disk: &dyn Disk, inputs: &BTreeMap<String, Vec<u8>>) -> io::Result<Vec<String>> {
    let mut moved = Vec::new();
    for (path, bytes) in inputs {
        if disk.read(path)?.as_ref() != Some(bytes) {
            moved.push(path.clone());
        }
    }
    Ok(moved)
}

/// Returns what comes out otherwise when a bundle is packed again, a line each; `is_same` says whether the bytes are.
fn otherwise(one: &bundle::statement::Statement, again: Outcome, is_same: impl FnOnce() -> bool) -> Vec<String> {
    match again {
        Outcome::Packed(two) => {
            let mut found = bundle::statement::differences(one, &two);
            if found.is_empty() && !is_same() {
                found.push("the same files, packed otherwise".to_owned());
            }
            found
        }
        Outcome::Found => vec!["its inputs are refused by the strict check".to_owned()],
        Outcome::Faults(faults) => faults.into_iter().map(|it| it.0).collect(),
        Outcome::Base(why) => vec![format!("the bundle before it: {why}")],
    }
}

/// Checks a workspace and packs it, once; returns what was read too.
fn packed(disk: &dyn Disk, asked: &Bundle, out: impl io::Write) -> io::Result<(Bundled, BTreeMap<String, Vec<u8>>)> {
    let disk = load::Recorded::new(disk);
    let built = build(&disk, Options { is_strict: true, as_of: Some(asked.as_of) }, asked.select)?;
    let inputs = disk.into_read();
    let checked = built.checked;
    let (Some(plan), Some(artifacts)) = (&checked.plan, built.artifacts) else {
        return Ok((Bundled { checked, outcome: Outcome::Found }, inputs));
    };
    let made = artifacts.and_then(|it| Ok((it, beside(plan, &checked, asked.as_of)?)));
    let (artifacts, mut beside) = match made {
        Ok(made) => made,
        Err(faults) => return Ok((Bundled { checked, outcome: Outcome::Faults(faults) }, inputs)),
    };
    if let Some(base) = &asked.base {
        match before(base)? {
            Ok((name, old)) => {
                beside.extend((asked.told)(&name, &old, plan));
                beside.insert(format!("{}/{name}.tar.zst", bundle::PREVIOUS), base.clone());
            }
            Err(why) => return Ok((Bundled { checked, outcome: Outcome::Base(why) }, inputs)),
        }
    }
    let release = bundle::pack::Release {
        asked: bundle::statement::Asked {
            name: asked.name.clone(),
            as_of: asked.as_of.to_string(),
            stages: asked.stages.clone(),
            regions: asked.regions.clone(),
            base: asked.base.as_ref().map(|it| bundle::digest_of(it)),
        },
        output: &artifacts,
        inputs: &inputs,
        beside,
        versions: emit::manifest::versions(),
    };
    let midnight = model::graph::time::start(asked.as_of, &jiff::tz::TimeZone::UTC).map_or(0, |it| it.as_second());
    let statement = bundle::pack::pack(&release, midnight.try_into().unwrap_or(0), out)?;
    Ok((Bundled { checked, outcome: Outcome::Packed(Box::new(statement)) }, inputs))
}

/// Returns what stands beside the output of a release: the findings, what is let pass, and who signed what.
fn beside(plan: &Plan, checked: &Checked, as_of: jiff::civil::Date) -> Result<BTreeMap<String, Vec<u8>>, Vec<emit::Fault>> {
    let rules = codes();
    let printing = diag::Printing {
        sources: &checked.sources,
        report: &checked.report,
        color: false,
        prefix: "",
        rules: &rules,
        as_of: checked.as_of,
    };
    let let_pass = check::let_pass(&plan.graph, &plan.sources, &checked.report);
    let mut beside = emit::release::documents(plan, &let_pass, as_of)?;
    beside.insert("findings.json".to_owned(), diag::render::json::render(&printing).into_bytes());
    beside.insert("findings.txt".to_owned(), diag::render::short::render(&printing).into_bytes());
    Ok(beside)
}

/// Returns the name and the plan of a bundle; an inner `Err` says why it has none.
pub fn before(packed: &[u8]) -> io::Result<Result<(String, Plan), String>> {
    match bundle::held::hold(packed, |_| false) {
        Ok(held) => plan_held(held),
        Err(why) => Ok(Err(why.to_string())),
    }
}

/// Returns the name of a bundle and the plan of the inputs inside; an inner `Err` says why there is none.
pub fn plan_held(held: bundle::held::Held) -> io::Result<Result<(String, Plan), String>> {
    let checked = plan_workspace(&load::Memory(held.inputs), Options::default())?;
    let is_broken = is_broken(&checked.report);
    let name = held.statement.predicate.build_definition.external_parameters.name;
    Ok(checked.plan.filter(|_| !is_broken).map(|it| (name, it)).ok_or_else(|| "its inputs cannot be read or bound".to_owned()))
}

/// Packs once more what a bundle holds, from the inputs inside; returns what comes out otherwise, a line each. `sha256` is the
/// digest of the bundle as it is. The other fields of `asked` are read from the bundle.
pub fn rebuild(held: &bundle::held::Held, sha256: &str, asked: &Bundle) -> io::Result<Vec<String>> {
    let stated = &held.statement.predicate.build_definition.external_parameters;
    let Ok(as_of) = stated.as_of.parse() else { return Ok(vec![format!("`{}` is no day", stated.as_of)]) };
    let asked = Bundle {
        name: stated.name.clone(),
        as_of,
        stages: stated.stages.clone(),
        regions: stated.regions.clone(),
        base: held.files.iter().find(|it| it.0.starts_with(bundle::PREVIOUS)).map(|it| it.1.clone()),
        ..*asked
    };
    let mut out = bundle::Digests::default();
    let (again, _) = packed(&load::Memory(held.inputs.clone()), &asked, &mut out)?;
    Ok(otherwise(&held.statement, again.outcome, || out.finish() == sha256))
}

/// Tells whether `dir` holds what a build of `part` would write: nothing that it was made of has changed, nor has what was
/// written.
pub fn is_current(disk: &dyn Disk, dir: &Path, part: Option<&emit::manifest::Part>) -> io::Result<bool> {
    let Some(current) = bundle::current::Current::of(dir)? else { return Ok(false) };
    if *current.value("part") != serde_json::json!(part) {
        return Ok(false);
    }
    let inputs = current.inputs();
    let is_known = |path: &String| inputs.iter().any(|it| it.0 == *path);
    if !load::found(disk)?.iter().all(is_known) {
        return Ok(false);
    }
    for input in &inputs {
        if !disk.read(&input.0)?.is_some_and(|it| bundle::current::has(&it, input)) {
            return Ok(false);
        }
    }
    current.holds(dir)
}

/// Asks what the workspace's own expectations ask, and tells which rules they, its inventories and the requests that this
/// program makes reach.
pub fn test(plan: &Plan, expectations: &[Expectation]) -> Tested {
    let mut coverage = judge::Coverage::new(plan);
    let results = judge::judge(plan, expectations, &mut coverage);
    coverage.inventories();
    emit::probes::requests(plan, &mut |request, at| coverage.generated(&plan.answer(request, at)));
    let mut hosts: BTreeMap<String, usize> = BTreeMap::new();
    for name in expectations.iter().filter_map(|it| Request::of_url(&it.url.value).ok()).map(|it| it.host_name()) {
        *hosts.entry(plan.aliases.get(&name).cloned().unwrap_or(name)).or_default() += 1;
    }
    let failed = results.iter().filter(|it| !it.holds()).count();
    Tested { version: judge::report::VERSION, passed: results.len() - failed, failed, results, coverage: coverage.told(&hosts) }
}

/// Puts the probes of a stage to running servers; `target` narrows them to the hosts that it serves.
pub fn verify(plan: &Plan, stage: usize, target: Option<&Target>, nodes: &[Node], settings: &probe::Settings<'_>) -> io::Result<Vec<Run>> {
    let probes = |rank| probes(plan, rank, target);
    probe::verify(&probe::Subject { plan, stage, probes: &probes, behind: Behind::Shop }, nodes, settings)
}

/// Returns the probes of a stage for the hosts that `target` serves, or for all.
fn probes(plan: &Plan, rank: usize, target: Option<&Target>) -> Vec<Probe> {
    let served: Option<BTreeSet<&str>> = target.map(|it| emit::target::hosts(plan, it).map(|it| it.name.as_str()).collect());
    emit::probes::of_stage(plan, rank, |host| served.as_ref().is_none_or(|it| it.contains(host.name.as_str())))
}

/// Returns the target that `server` is started on where the workspace writes none: all hosts, over TLS too where each has a
/// certificate.
pub fn unwritten(plan: &Plan, server: &Server) -> Target {
    let mut target = Target::unwritten(server.name, server.kind);
    if emit::target::hosts(plan, &target).all(|it| emit::target::certificate(plan, it).is_some()) {
        target.listen_tls.push(443);
    }
    target
}

/// Why no server could be started.
pub enum NotStarted {
    /// The target cannot be told all that the plan says: each thing with its reason.
    Refused(Vec<String>),
    /// No configuration can be written.
    Faults(Vec<emit::Fault>),
    /// A program is missing, or a file cannot be written.
    Machine(io::Error),
}

impl From<io::Error> for NotStarted {
    fn from(err: io::Error) -> NotStarted {
        NotStarted::Machine(err)
    }
}

/// Returns the probes of the way back from a stage: requests that it answers otherwise than the stage before, with the answers
/// of that one.
fn rollback_probes(plan: &Plan, rank: usize, target: &Target) -> Vec<Probe> {
    let served: BTreeSet<&str> = emit::target::hosts(plan, target).map(|it| it.name.as_str()).collect();
    let is_served = |it: &Probe| {
        let host = it.request().host_name();
        served.contains(plan.aliases.get(&host).unwrap_or(&host).as_str())
    };
    emit::rollback::probes(plan, rank).into_iter().filter(is_served).collect()
}

/// How a rehearsal goes.
pub struct Rehearsing<'a> {
    /// The first stage and the last.
    pub stages: (usize, usize),
    /// Tells behind which stages' switches the server goes back and forward again.
    pub rolled: &'a dyn Fn(usize) -> bool,
    /// Whether the server is stopped and started in the place of a reload.
    pub by_restart: bool,
    /// Is told of each stage that begins.
    pub begun: &'a dyn Fn(usize),
    /// Is told of each configuration before the server reads it.
    pub written: &'a dyn Fn(&OnDisk) -> io::Result<()>,
}

/// A target whose real server is started here, for one stage after the other.
pub struct Local {
    server: &'static Server,
    /// With servers of ours in the place of the shop's, and certificates of ours.
    plan: Plan,
    target: Target,
    configurations: emit::Configurations,
    home: Home,
    trust: Trust,
}

/// The configuration of one stage, on ports that were free.
pub struct OnDisk {
    pub stage: usize,
    /// The folder that the server reads.
    pub dir: PathBuf,
    ports: Vec<u16>,
}

impl Local {
    /// Makes what stands around the server: the shop behind it, and an authority for its certificates.
    pub fn new(mut plan: Plan, target: &Target, server: &'static Server) -> Result<Local, NotStarted> {
        let home = Home::new()?;
        probe::shop::stand_in(&mut plan)?;
        let authority = Authority::new()?;
        authority.certify(&mut plan, home.path())?;
        let mut trust = Trust::nobody();
        trust.add(&authority.root)?;
        let refused = emit::refused_by(&plan, target);
        if !refused.is_empty() {
            let said = refused.iter().map(|it| format!("`{}` ({}): {}", it.host, it.clause.name(), it.why));
            return Err(NotStarted::Refused(said.collect()));
        }
        let configurations = emit::Configurations::new(&plan).map_err(NotStarted::Faults)?;
        Ok(Local { server, plan, target: target.clone(), configurations, home, trust })
    }

    /// Writes what the server reads at a stage, on ports that are free.
    pub fn write(&self, stage: usize) -> Result<OnDisk, NotStarted> {
        self.write_on(stage, self.ports()?)
    }

    fn ports(&self) -> io::Result<Vec<u16>> {
        free_ports(1 + usize::from(!self.target.listen_tls.is_empty()))
    }

    fn write_on(&self, stage: usize, ports: Vec<u16>) -> Result<OnDisk, NotStarted> {
        let target = Target { listen: vec![ports[0]], listen_tls: ports[1..].to_vec(), ..self.target.clone() };
        let artifacts = self.configurations.of(&self.plan, &target, stage).map_err(|it| NotStarted::Faults(vec![it]))?;
        let dir = self.home.write(&self.plan.stages[stage].name, &artifacts)?.join("complete");
        Ok(OnDisk { stage, dir, ports })
    }

    /// Starts the server on a configuration, puts the stage's probes to it, and stops it. What was not in order is left on
    /// disk.
    pub fn hold(&mut self, on_disk: &OnDisk, settings: &probe::Settings<'_>) -> Result<Run, NotStarted> {
        let stage = &self.plan.stages[on_disk.stage].name;
        let run = match self.server.start(&on_disk.dir, &on_disk.ports) {
            Ok(running) => {
                let run = self.ask(on_disk, settings)?;
                drop(running);
                run
            }
            Err(err) if matches!(err.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => return Err(err.into()),
            Err(err) => {
                let (node, stage) = (self.server.name.to_owned(), stage.clone());
                Run { node, stage, refused: Some(err.to_string()), ..Run::default() }
            }
        };
        if run.is_in_order() {
            self.home.forget(stage);
            return Ok(run);
        }
        self.home.keep();
        Ok(Run { left_in: Some(on_disk.dir.display().to_string()), ..run })
    }

    /// Starts the server on the first of these stages, and walks it through the others as on the night: each switch under
    /// requests, each stage by its probes and those of the stages that meet it, and where it is asked for the way back.
    pub fn rehearse(&mut self, asked: &Rehearsing<'_>, settings: &probe::Settings<'_>) -> Result<Walk, NotStarted> {
        let ports = self.ports()?;
        let served: BTreeSet<&str> = emit::target::hosts(&self.plan, &self.target).map(|it| it.name.as_str()).collect();
        let route = Route {
            plan: &self.plan,
            probes: &|rank| probes(&self.plan, rank, Some(&self.target)),
            served: &|host| served.contains(host.name.as_str()),
            stages: asked.stages,
            by_restart: asked.by_restart,
        };
        let settings = probe::Settings { trust: self.trust.clone(), ..settings.clone() };
        let mut walker = Walker::new(route, self.server, &ports, settings);
        let mut before: Option<OnDisk> = None;
        for rank in asked.stages.0..=asked.stages.1 {
            (asked.begun)(rank);
            let here = self.write_on(rank, ports.clone())?;
            (asked.written)(&here)?;
            let mut goes_on = walker.come(rank, self.home.path(), &here.dir)? && walker.hold(rank)?;
            if let Some(before) = before.as_ref().filter(|_| goes_on && (asked.rolled)(rank)) {
                let own = rollback_probes(&self.plan, rank, &self.target);
                goes_on = walker.roll(rank, (&before.dir, &here.dir), &own)?;
            }
            if !goes_on {
                break;
            }
            // The two stages of a switch lie there while it can be undone.
            if let Some(before) = before.replace(here).filter(|_| walker.is_in_order()) {
                self.home.forget(&self.plan.stages[before.stage].name);
            }
        }
        let mut walk = Walk { target: self.target.name.clone(), ..walker.end() };
        if !walk.is_in_order() {
            self.home.keep();
            walk.left_in = Some(self.home.path().display().to_string());
        }
        Ok(walk)
    }

    fn ask(&self, on_disk: &OnDisk, settings: &probe::Settings<'_>) -> io::Result<Run> {
        let address = |at: usize| on_disk.ports.get(at).copied().map(Address::here);
        let node = Node { name: self.server.name.to_owned(), plain: address(0), tls: address(1) };
        let probes = |rank| probes(&self.plan, rank, Some(&self.target));
        let subject = probe::Subject { plan: &self.plan, stage: on_disk.stage, probes: &probes, behind: Behind::StandIns };
        let settings = probe::Settings { trust: self.trust.clone(), ..settings.clone() };
        let runs = probe::verify(&subject, &[node], &settings)?;
        runs.into_iter().next().ok_or_else(|| io::Error::other("no server was asked"))
    }
}

/// The seed of the requests that a proof puts: the same import is asked the same.
const SEED: u64 = 20_261_121;
/// So many hops of the old server are followed.
const HOPS: usize = 6;

/// Boots an old configuration, and what its import becomes on a server of the same kind; puts requests near the rules to both,
/// and returns where they part. `import` is what was made of `old`, as it may have been changed since.
pub fn prove(old: &import::proof::Old<'_>, import: &import::Import, site: Option<&str>, count: usize) -> Result<Proof, NotStarted> {
    let refused = |why: String| NotStarted::Refused(vec![why]);
    let read = old.read(site).map_err(refused)?;
    let requests = import::proof::requests(&read, import, site, count, SEED);
    if requests.is_empty() {
        return Err(refused("no host is known: name the site that the rules are for".to_owned()));
    }
    let server = match old {
        import::proof::Old::Nginx { .. } => &probe::local::nginx::SERVER,
        import::proof::Old::Apache { .. } => &probe::local::apache::SERVER,
    };
    let before = Home::new()?;
    let port = probe::local::free_port()?;
    let home = before.path().display().to_string();
    let (name, text) = old.configuration(port, &home).map_err(refused)?;
    let mut files = Artifacts::default();
    files.add(name, text.into_bytes());
    files.add("empty/.keep", Vec::new());
    before.write(".", &files)?;
    // What it warns of is its owner's matter.
    let quiet = Server { prepare: probe::local::nothing, is_fault: |_| false, ..*server };
    let running = quiet.start(before.path(), &[port])?;
    let was = answers(&requests, port)?;
    let ends = ends(&requests, &was, port)?;
    drop(running);
    let workspace = import::proof::workspace(import, site);
    let mut checked = check_workspace(&load::Memory(workspace.files), Options::default())?;
    let errors: Vec<String> = checked.report.findings.iter().filter(|it| is_bound(it)).map(|it| it.message.clone()).collect();
    let Some(plan) = checked.plan.take().filter(|_| !is_broken(&checked.report)) else { return Err(NotStarted::Refused(errors)) };
    let target = unwritten(&plan, server);
    let local = Local::new(plan, &target, server)?;
    let on_disk = local.write(0)?;
    let running = server.start(&on_disk.dir, &on_disk.ports)?;
    let is = answers(&requests, on_disk.ports[0])?;
    drop(running);
    let at = local.plan.instant_of(0);
    let mut proof = Proof::default();
    for (rank, request) in requests.iter().enumerate() {
        let place = local.plan.answer(request, at).origin().map(|it| local.plan.place(it.span));
        let row = place.and_then(|it| workspace.rows.get(&(it.path.to_string(), it.line)));
        let by = row.map(|it| &import.carried[*it]).filter(|it| it.rule.answer.as_deref() != Some("serve"));
        let asked = import::proof::Asked { request, old: &was[rank], new: &is[rank], end: ends[rank].clone(), by };
        proof.judge(&read, &asked);
    }
    Ok(proof)
}

fn answers(requests: &[Request], port: u16) -> io::Result<Vec<import::proof::Answer>> {
    let found = probe::both::answers(requests, port)?.into_iter();
    Ok(found.map(|(status, location)| import::proof::Answer { status, location }).collect())
}

/// Follows what an old server answers within its own host, and returns where each request ends.
fn ends(requests: &[Request], first: &[import::proof::Answer], port: u16) -> io::Result<Vec<Option<(u16, String)>>> {
    let mut ends: Vec<Option<(u16, String)>> = requests.iter().zip(first).map(|(request, it)| it.led(&request.host_name())).collect();
    let mut open: Vec<usize> = (0..requests.len()).collect();
    for _ in 0..HOPS {
        let next = |rank: usize| {
            let (_, to) = ends[rank].as_ref()?;
            let request = Request::of_url(to).ok().filter(|it| it.host == requests[rank].host_name() && it.outside().is_none())?;
            Some((rank, Request { scheme: model::plan::request::Scheme::Http, ..request }))
        };
        let (ranks, hops): (Vec<usize>, Vec<Request>) = open.iter().filter_map(|it| next(*it)).unzip();
        open.clear();
        for ((rank, hop), found) in ranks.into_iter().zip(&hops).zip(answers(&hops, port)?) {
            if let Some((status, to)) = found.led(&hop.host_name()) {
                let before = ends[rank].as_ref().map_or(status, |it| it.0);
                ends[rank] = Some((joined(before, status), to));
                open.push(rank);
            }
        }
    }
    Ok(ends)
}

/// Returns the status of two hops in one: permanent if both are, and it keeps the method if both do.
fn joined(one: u16, two: u16) -> u16 {
    let is_permanent = [one, two].iter().all(|it| matches!(it, 301 | 308));
    let keeps_method = [one, two].iter().all(|it| matches!(it, 307 | 308));
    match (is_permanent, keeps_method) {
        (true, true) => 308,
        (true, false) => 301,
        (false, true) => 307,
        (false, false) => 302,
    }
}

/// Returns every rule's code, sorted by name.
pub fn codes() -> Vec<&'static diag::Code> {
    let mut codes: Vec<&diag::Code> = diag::rules::CODES.iter().copied().chain(check::rules::RULES.iter().map(|it| it.code)).collect();
    codes.sort_by_key(|it| it.name);
    codes.dedup_by_key(|it| it.name);
    codes
}

/// Tells whether reading or binding found it.
fn is_bound(finding: &Diagnostic) -> bool {
    diag::rules::CODES.contains(&finding.code)
}

/// Tells whether something could not even be read or bound, so that no answer can be trusted.
pub fn is_broken(report: &Report) -> bool {
    report.findings.iter().any(|it| it.severity == diag::Severity::Error && it.waived.is_none() && is_bound(it))
}
