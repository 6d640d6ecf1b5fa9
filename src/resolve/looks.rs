//! Binds how a brand looks.

use super::bind::Binding;
use crate::diag::rules::schema::wrong_type;
use crate::model::graph::looks::Looks;
use crate::model::spec;

/// The widest picture that fits into a mail.
const WIDEST: u16 = 536;

/// Returns how the brand of a region looks.
pub fn bind(id: &str, region: &spec::Region, binding: &mut Binding) -> Looks {
    let Some(brand) = region.brand.as_ref().map(|it| &it.value) else { return Looks::default() };
    let path = format!("{id}.brand");
    if let Some(width) = brand.logo_width.as_ref().filter(|it| !(1..=WIDEST).contains(&it.value)) {
        let message = format!("a logo of {} pixels, wanted 1 to {WIDEST}", width.value);
        binding.fault(&wrong_type::CODE, width.span, "does not fit", message, "write `logo-width = 120`", &path);
    }
    let colours = brand.colours.as_ref().map(|it| &it.value);
    Looks {
        accent: colours.and_then(|it| it.accent.as_ref()).map(|it| it.value),
        background: colours.and_then(|it| it.background.as_ref()).map(|it| it.value),
        text: colours.and_then(|it| it.text.as_ref()).map(|it| it.value),
        logo: brand.logo.as_ref().and_then(|it| binding.spec.logos.get(&it.value)).cloned(),
        logo_url: brand.logo_url.as_ref().and_then(|it| binding.url(it, &path)).map(|it| it.value),
        logo_width: brand.logo_width.as_ref().map(|it| it.value).filter(|it| (1..=WIDEST).contains(it)),
    }
}

/// Reports fields of a sending service whose names no message could speak of.
pub fn merge_fields(id: &str, region: &spec::Region, binding: &mut Binding) {
    for (name, value) in region.notices.iter().flat_map(|it| &it.value.merge_fields) {
        let is_name = name.value.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
        let subject = format!("{id}.notices.merge-fields");
        if !is_name || name.value.is_empty() {
            let message = format!("`{}` cannot be the name of a merge field", name.value);
            binding.fault(&wrong_type::CODE, name.span, "no name", message, "write lower-case letters, digits and `-`", &subject);
        }
        if value.value.is_empty() {
            let message = format!("the merge field `{}` is empty", name.value);
            let help = "write what the sending service fills in, as `*|FNAME|*`";
            binding.fault(&wrong_type::CODE, value.span, "nothing to fill in", message, help, &subject);
        }
    }
}
