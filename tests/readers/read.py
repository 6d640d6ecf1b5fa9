"""Reads what `cutover check` reported with the readers of others, and holds it against the findings as JSON has them."""

import json
import sys
import urllib.parse

import junitparser
import sarif.loader
import xmlschema

repo, shop, xsd = sys.argv[1:]
findings = json.load(open(f"{repo}/out.json"))["findings"]
assert len(findings) >= 8, findings


def cut(path, region):
    """Returns what a region names: lines, and columns in UTF-16, a byte order mark being none of the text."""
    text = open(f"{repo}/{path}", encoding="utf-8-sig", newline="").read().split("\n")
    line = text[region["startLine"] - 1].encode("utf-16-le")
    return line[(region["startColumn"] - 1) * 2 : (region["endColumn"] - 1) * 2].decode("utf-16-le")


# SARIF, by sarif-tools.
data = sarif.loader.load_sarif_file(f"{repo}/out.sarif")
results = data.get_results()
assert len(results) == len(findings)
for result, finding in zip(results, findings):
    assert result["ruleId"] == finding["rule"]
    assert result["message"]["text"].startswith(finding["message"]), result
    place = result["locations"][0]["physicalLocation"]
    path = urllib.parse.unquote(place["artifactLocation"]["uri"])
    first = finding["places"][0]
    assert path == first["path"] and path.startswith(shop + "/"), path
    assert place["region"]["startLine"] == first["line"]
    if first["line"] == first["end-line"]:
        whole = open(f"{repo}/{path}", "rb").read()
        assert cut(path, place["region"]) == whole[slice(*first["bytes"])].decode(), result
records = data.get_records()
assert sum(it["Severity"] == "error" for it in records) == sum(it["severity"] == "error" for it in findings)

# JUnit, by a schema and by junitparser.
xmlschema.validate(f"{repo}/out.junit", xsd)
suites = junitparser.JUnitXml.fromfile(f"{repo}/out.junit")
cases = [case for suite in suites for case in suite]
failed = [it.result[0].message for it in cases if it.result and isinstance(it.result[0], junitparser.Failure)]
errors = [it["message"] for it in findings if it["severity"] == "error" and "waived" not in it]
assert sorted(failed) == sorted(errors), (failed, errors)
assert suites.failures == len(errors) and suites.tests == len(cases)

# Code Quality, as GitLab's documentation has it.
issues = json.load(open(f"{repo}/out.gitlab"))
assert len({it["fingerprint"] for it in issues}) == len(issues) == sum("waived" not in it for it in findings)
for issue, finding in zip(issues, (it for it in findings if "waived" not in it)):
    assert issue["location"]["path"] == finding["places"][0]["path"]
    assert issue["location"]["lines"]["begin"] == finding["places"][0]["line"]
print(f"sarif-tools, junitparser and xmlschema read {len(findings)} findings")
