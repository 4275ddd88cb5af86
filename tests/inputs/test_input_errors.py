"""What cannot be audited: a code, a place and a plain line each; no traceback, no hang, and the others are audited."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Cli
from mlops_team.inputs import yaml_reader as document
from mlops_team.inputs.files import read_regular
from runs import GOOD, PROGRAM, report_in, team_text, write

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(9)
)
MEMBER = "team: T\nmembers:\n  - name: Ann\n"
KEYS = "external, forums, members, objectives, owners, product, reviews, team, vacancies, version, waivers"
ROLE_IDS = (
    "backend-engineer, business-stakeholder, data-engineer, data-scientist, devops-engineer, ml-engineer, "
    "software-engineer, solution-architect"
)
EVERY = "daily, weekly, fortnightly, monthly, quarterly, half-yearly, yearly"
# What stands in the file, and each line that is told: its place, code, message and what to do.
CASES: dict[str, tuple[str | bytes, list[str]]] = {
    "empty": (
        "",
        ["1:1: MT003 there is nothing in this file, which should be a team file; begin with team and members"],
    ),
    "only comments": (
        "# soon\n\n",
        ["1:1: MT003 there is nothing in this file, which should be a team file; begin with team and members"],
    ),
    "a list": ("- a\n- b\n", ["1:1: MT003 a list is not a team file; begin with team and members"]),
    "a scalar": ("hello\n", ['1:1: MT003 "hello" is not a team file; begin with team and members']),
    "NUL": (
        b"team: a\0b\n",
        ["1:8: MT002 a raw control character (U+0000); delete it, or write it as an escape in double quotes"],
    ),
    "UTF-16": ("team: T\n".encode("utf-16"), ["1:1: MT002 UTF-16 text; save the file as UTF-8"]),
    "Latin-1": (b"team: T\nproduct: Caf\xe9\n", ["2:13: MT002 byte 0xE9, which is not UTF-8; save the file as UTF-8"]),
    "tab": ("team: T\nmembers:\n\t- name: Ann\n", ["3:1: MT002 a tab in the indentation; indent with spaces"]),
    "tag": (
        'team: !!python/object/apply:os.system ["touch pwned"]\nmembers: []\n',
        [
            "1:1: MT003 team: a list is not text of 1 to 500 characters; write text of 1 to 500 characters",
            '1:7: MT002 the tag "!!python/object/apply:os.system" is not known; leave the tag out',
        ],
    ),
    "not closed": (
        'team: "T\nmembers: []\n',
        [("3:1: MT002 text in quotes is not closed (it started in line 1); close it with the quote it began with")],
    ),
    "two documents": (
        "team: T\nmembers: []\n---\nteam: U\n",
        ["3:1: MT002 a second document starts here; one file holds one team: split it at ---"],
    ),
    "alias loop": ("team: &a [*a]\n", ["1:11: MT002 *a stands inside its own anchor, a loop; write the values out"]),
    "billion laughs": (
        LAUGHS,
        [
            (
                "6:8: MT002 more than 200,000 values, aliases expanded; a team file is a few hundred lines; split it "
                "or drop the aliases"
            )
        ],
    ),
    "brackets": ("team: " + "[" * 100_000, ["1:70: MT002 nested deeper than 64 levels; a team file needs five"]),
    "one level too many": (
        f"team: {'{a: ' * 63}{{}}{'}' * 63}\n",
        ["1:259: MT002 nested deeper than 64 levels; a team file needs five"],
    ),
    "too many values": (  # five of them before the first x
        "team: T\nmembers:\n" + "- x\n" * 200_000,
        [
            (
                "199998:3: MT002 more than 200,000 values, aliases expanded; a team file is a few hundred lines; "
                "split it or drop the aliases"
            )
        ],
    ),
    "dashes": ("- " * 100_000 + "a", ["1:129: MT002 nested deeper than 64 levels; a team file needs five"]),
    "indentation": (
        "".join(f"{' ' * i}a:\n" for i in range(2_000)),
        ["65:65: MT002 nested deeper than 64 levels; a team file needs five"],
    ),
    "50 MB": (b"#" * 50_000_000, ["1:1: MT002 larger than 8 MiB; a team file holds one team; split it"]),
    "duplicate key": (
        "team: T\nteam: U\nmembers: []\n",
        [
            (
                '2:1: MT005 the key "team" stands twice in this mapping; keep one of the two; most readers would '
                "silently drop the first"
            )
        ],
    ),
    "duplicate name": (
        f"{MEMBER}  - name: Ann\n",
        ['4:5: MT006 a second member is named "Ann"; give each member a name of their own'],
    ),
    "duplicate id": (
        f"{MEMBER}    id: a\n  - name: Bo\n    id: a\n",
        ['6:5: MT006 Bo: the id "a" is another member\'s; give each member an id of their own'],
    ),
    "a name as an id": (
        f"{MEMBER}  - name: Bo\n    id: Ann\n",
        ['5:5: MT006 Bo: the id "Ann" is another member\'s; give each member an id of their own'],
    ),
    "long name": (
        f"team: T\nmembers: [{{name: {'x' * 100_000}}}]\n",
        [
            (
                "2:12: MT003 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: name: "
                '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" (100000 characters) is not text of '
                "1 to 500 characters; write text of 1 to 500 characters"
            )
        ],
    ),
    "impossible day": (
        f"{MEMBER}    from: 2026-02-30\n",
        ["4:5: MT003 Ann: from: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31"],
    ),
    "until before from": (
        f"{MEMBER}    from: 2026-02-03\n    until: 2026-02-01\n",
        ["5:5: MT003 Ann: until 2026-02-01 is before from 2026-02-03; write a last day that is not before the first"],
    ),
    "unknown role": (
        f"{MEMBER}    roles: [data-scientst]\n",
        ['4:13: MT004 Ann: roles: unknown role "data-scientst"; did you mean "data-scientist"?'],
    ),
    "unknown rule": (
        f"{MEMBER}waivers: [{{rule: role-unstafed, reason: r, expires: 2027-01-01}}]\n",
        ['4:12: MT004 waivers: unknown rule "role-unstafed"; did you mean "role-unstaffed"?'],
    ),
    "waived input error": (
        f"{MEMBER}waivers: [{{rule: MT001, reason: r, expires: 2027-01-01}}]\n",
        ["4:12: MT004 waivers: MT001 cannot be waived; fix the file: what cannot be read cannot be audited"],
    ),
    "waiver without a subject": (
        f"{MEMBER}waivers: [{{rule: MT101, reason: r, expires: 2027-01-01}}]\n",
        ["4:11: MT003 waivers: a waiver for MT101 names no role; add the role whose finding is accepted"],
    ),
    "waiver with a field too many": (
        f"{MEMBER}waivers: [{{rule: MT101, role: data-engineer, skill: ci-cd, reason: r, expires: 2027-01-01}}]\n",
        ["4:46: MT003 waivers: findings of MT101 have no skill; remove it: the rule is about a role"],
    ),
    "unknown responsibility": (
        f"{MEMBER}owners: {{set-goal: Ann}}\n",
        ['4:10: MT004 owners: unknown responsibility "set-goal"; did you mean "set-goals"?'],
    ),
    "unknown owner": (
        f"{MEMBER}owners: {{set-goals: An}}\n",
        ['4:10: MT004 owners: set-goals: no member is named "An"; known members: Ann'],
    ),
    "unknown keys": (
        "team: T\nmebers: []\nmembers: [{name: Ann, rolls: []}]\n",
        [
            '2:1: MT003 unknown key "mebers"; did you mean "members"?',
            '3:23: MT003 Ann: unknown key "rolls"; did you mean "roles"?',
        ],
    ),
    "empty keys": (
        f'{MEMBER}    skills: {{"": 3}}\nowners: {{"": Ann}}\n',
        [
            '4:14: MT003 Ann: skills: the key "" is not a skill; write a skill',
            '5:10: MT003 owners: the key "" is not text of 1 to 500 characters; write text of 1 to 500 characters',
        ],
    ),
    "missing keys": (
        "members: [{roles: []}]\n",
        [
            '1:1: MT003 a team file needs "team"; add "team": the team\'s name',
            '1:11: MT003 members: a member needs "name"; add "name": the person\'s name, unique in this file',
        ],
    ),
    "wrong types": (
        "team: 5\nmembers: {a: b}\n",
        [
            "1:1: MT003 team: 5 is not text of 1 to 500 characters; put it in quotes",
            "2:1: MT003 members: a mapping is not a list of members; write a list of members",
        ],
    ),
    "a huge number": (
        f"team: 0x{'F' * 90}\nmembers: []\n",
        ["1:1: MT003 team: a number of too many digits is not text of 1 to 500 characters; put it in quotes"],
    ),
    "wrong words": (
        f"{MEMBER}forums: [{{name: F, roles: all, every: montly}}]\n",
        [f'4:32: MT003 F: every: "montly" is not one of {EVERY}; did you mean "monthly"?'],
    ),
    "wrong numbers": (
        f"{MEMBER}    allocation: 0\n    skills: {{ci-cd: 6}}\n",
        [
            (
                "4:5: MT003 Ann: allocation: 0 is not a share of full time, above 0 and at most 1; write a share of "
                "full time, above 0 and at most 1"
            ),
            "5:14: MT003 Ann: skills.ci-cd: 6 is not a level from 0 to 5; write a level from 0 to 5",
        ],
    ),
    "wrong day": (
        f"{MEMBER}    from: 3.2.2026\n",
        ['4:5: MT003 Ann: from: "3.2.2026" is not a date as YYYY-MM-DD; write a date as YYYY-MM-DD'],
    ),
    "all at once": (
        (
            "team: 5\n"
            "a/b: 1\n"
            "members:\n"
            "  - {name: Ann, rolls: [], roles: [data-scientst]}\n"
            "  - {name: Bo, from: 2026-02-30, allocation: 2}\n"
            "  - {name: Bo, from: 2026-02-30}\n"
            "  - {roles: [a]}\n"
            "owners: {set-goal: Bo}\n"
        ),
        [
            "1:1: MT003 team: 5 is not text of 1 to 500 characters; put it in quotes",
            f'2:1: MT003 unknown key "a/b"; known keys: {KEYS}',
            '4:17: MT003 Ann: unknown key "rolls"; did you mean "roles"?',
            '4:36: MT004 Ann: roles: unknown role "data-scientst"; did you mean "data-scientist"?',
            (
                "5:34: MT003 Bo: allocation: 2 is not a share of full time, above 0 and at most 1; write a share of "
                "full time, above 0 and at most 1"
            ),
            "6:16: MT003 Bo: from: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            '7:5: MT003 members: a member needs "name"; add "name": the person\'s name, unique in this file',
            '8:10: MT004 owners: unknown responsibility "set-goal"; did you mean "set-goals"?',
        ],
    ),
    "escapes in a name": (
        'team: T\nmembers: [{name: "\\e[31mAnn\\u202e\\n::error::x", roles: [x]}]\n',
        [rf'2:57: MT004 \x1b[31mAnn\u202e\x0a::error::x: roles: unknown role "x"; known roles: {ROLE_IDS}'],
    ),
    "markup in a key": (
        'team: T\nmembers: []\n"[red]:smile:": 1\n',
        [f'3:1: MT003 unknown key "[red]:smile:"; known keys: {KEYS}'],
    ),
    "surrogate": (
        'team: "\\ud800"\nmembers: []\n',
        ["1:10: MT002 an escape that is no character; write the character itself"],
    ),
    "C1 control": (
        "team: \x85\n",
        ["1:7: MT002 a raw control character (U+0085); delete it, or write it as an escape in double quotes"],
    ),
    "no character": (
        "team: Café \uffff\n",
        ["1:12: MT002 a raw control character (U+FFFF); delete it, or write it as an escape in double quotes"],
    ),
    "UTF-16 the other way": (b"\xfe\xff\0t", ["1:1: MT002 UTF-16 text; save the file as UTF-8"]),
    "many %TAG lines": (
        "%TAG !e! tag:e\n" * 101 + "--- a\n",
        ["1:1: MT002 more than 100 times %TAG; leave the %TAG lines out: a team file needs no tags"],
    ),
    "long key": (
        f"{MEMBER}? {chr(120) * 1025}\n: 1\n",
        ["4:3: MT002 a key of 1025 characters; a key is a word or a name; close the quotes"],
    ),
    "many digits": (
        f"{MEMBER}    allocation: {chr(57) * 101}\n",
        [
            (
                '4:5: MT003 Ann: allocation: "999999999999999999999999999999999999999999999999999999999999…" (101 '
                "characters) is not a share of full time, above 0 and at most 1; write a share of full time, above 0 "
                "and at most 1"
            ),
            (
                '4:17: MT002 "999999999999999999999999999999999999999999999999999999999999…" (101 characters) is a '
                "number of more than 100 digits; write a shorter number, or put it in quotes"
            ),
        ],
    ),
    "a far exponent": (
        f"{MEMBER}    allocation: 1e-101\n",
        [
            (
                '4:5: MT003 Ann: allocation: "1e-101" is not a share of full time, above 0 and at most 1; write a '
                "share of full time, above 0 and at most 1"
            ),
            ('4:17: MT002 "1e-101" is a number of more than 100 digits; write a shorter number, or put it in quotes'),
        ],
    ),
    "unknown alias": (
        "team: *b\nmembers: []\n",
        ["1:7: MT002 *b has no anchor above it; write &b where it stands first"],
    ),
    "a list as a key": (
        f"{MEMBER}[a]: 1\n",
        [
            "4:1: MT003 a key cannot be a list or a mapping; write the key as plain text",
        ],
    ),
    "a mapping as a key": (
        f"{MEMBER}{{a: 1}}: 1\n",
        [
            "4:1: MT003 a key cannot be a list or a mapping; write the key as plain text",
        ],
    ),
    "a number as a key": (
        f"{MEMBER}? 7\n: 1\n",
        ["4:3: MT003 the key 7 is not text; put it in quotes: '7'"],
    ),
    "nothing as a key": (
        f"{MEMBER}? \n: 1\n",
        [
            "4:2: MT003 the key (none) is not text; put it in quotes: ''",
        ],
    ),
    "what stands behind keys that are no text": (
        "team: T\nmembers: &m []\n[a]: 1\n{b: 1}: 2\n7: &x {y: 1, y: 2}\n7: {z: *x}\n*m : 5\n*m : 6\n'': 7\n'7': 8\n",
        [
            "3:1: MT003 a key cannot be a list or a mapping; write the key as plain text",
            "4:1: MT003 a key cannot be a list or a mapping; write the key as plain text",
            "5:1: MT003 the key 7 is not text; put it in quotes: '7'",
            (
                '5:14: MT005 the key "y" stands twice in this mapping; keep one of the two; most readers would '
                "silently drop the first"
            ),
            "6:1: MT003 the key 7 is not text; put it in quotes: '7'",
            "7:1: MT003 the key *m is not text; write the key as plain text",
            "8:1: MT003 the key *m is not text; write the key as plain text",
            f'9:1: MT003 unknown key ""; known keys: {KEYS}',
            f'10:1: MT003 unknown key "7"; known keys: {KEYS}',
        ],
    ),
    "an alias as a key": (
        "team: &t T\nmembers: []\n*t : 1\n",
        [
            (
                '3:1: MT003 unknown key "T"; known keys: external, forums, members, objectives, owners, product, '
                "reviews, team, vacancies, version, waivers"
            )
        ],
    ),
    "an alias of a list as a key": (
        "team: T\nmembers: &m []\n*m : 1\n",
        [
            "3:1: MT003 the key *m is not text; write the key as plain text",
        ],
    ),
    "a key with a tag": (
        f"{MEMBER}!!int x: 1\n",
        [
            '4:1: MT002 the tag !!int does not fit "x"; write the value without the tag',
            f'4:1: MT003 unknown key "x"; known keys: {KEYS}',
        ],
    ),
    "merging text": (
        f"{MEMBER}    <<: Bo\n",
        ["4:9: MT003 << merges mappings only; let it name a mapping or a list of them"],
    ),
    "merging a list of text": (
        f"{MEMBER}    <<: [Bo, {{id: 7}}]\n",
        [
            "4:9: MT003 << merges mappings only; let it name a mapping or a list of them",
            "4:15: MT003 Ann: id: 7 is not text of 1 to 500 characters; put it in quotes",
        ],
    ),
    "merging twice": (
        f"{MEMBER}    <<: {{id: x}}\n    <<: {{id: y}}\n",
        [
            (
                '5:5: MT005 the key "<<" stands twice in this mapping; keep one of the two; most readers would '
                "silently drop the first"
            )
        ],
    ),
    "a tag that does not fit": (
        f"{MEMBER}    allocation: !!int x\n",
        [
            (
                '4:5: MT003 Ann: allocation: "x" is not a share of full time, above 0 and at most 1; write a share '
                "of full time, above 0 and at most 1"
            ),
            '4:17: MT002 the tag !!int does not fit "x"; write the value without the tag',
        ],
    ),
    "a tag for truth": (
        f"{MEMBER}    allocation: !!int true\n",
        [
            (
                '4:5: MT003 Ann: allocation: "true" is not a share of full time, above 0 and at most 1; write a '
                "share of full time, above 0 and at most 1"
            ),
            '4:17: MT002 the tag !!int does not fit "true"; write the value without the tag',
        ],
    ),
    "a tag of one's own": (
        "team: !ours T\nmembers: []\n",
        ['1:7: MT002 the tag "!ours" is not known; write the value without the tag'],
    ),
    "a list with a tag of one's own": (
        "team: T\nmembers: !ours []\n",
        ['2:10: MT002 the tag "!ours" is not known; leave the tag out'],
    ),
    "tags that do not fit": (
        "team: !!str\nmembers: !!map []\nforums: !!seq\nowners: !!seq {}\nproduct: !!map x\n",
        [
            '1:1: MT003 team: "" is not text of 1 to 500 characters; write text of 1 to 500 characters',
            "2:10: MT002 the tag !!map does not fit a list; leave the tag out",
            '3:1: MT003 forums: "" is not a list of forums; write a list of forums',
            '3:9: MT002 the tag !!seq does not fit ""; write the value without the tag',
            "4:9: MT002 the tag !!seq does not fit a mapping; leave the tag out",
            '5:10: MT002 the tag !!map does not fit "x"; write the value without the tag',
        ],
    ),
    "a duplicate key below": (
        f"{MEMBER}    skills: {{ci-cd: 1, ci-cd: 2}}\n",
        [
            (
                '4:24: MT005 the key "ci-cd" stands twice in this mapping; keep one of the two; most readers would '
                "silently drop the first"
            )
        ],
    ),
    "two colons": (
        "team: Fraud: cards\n",
        [('1:12: MT002 a second ": " where one value was expected; put the value in quotes, or mend the indentation')],
    ),
    "no colon": (
        "team: T\nmembers\nforums: []\n",
        ['3:1: MT002 a key without a colon (it started in line 2); write "key: value"'],
    ),
    "key out of line": (
        "team: 'T' U\n",
        ["1:11: MT002 the lines do not line up; indent this line like the key it belongs to"],
    ),
    "list goes on without a dash": (
        "- a\nb: 1\n",
        [
            (
                '2:1: MT002 no "- " where the list goes on (it started in line 1); start the item with a dash, or '
                "mend the indentation"
            )
        ],
    ),
    "list not closed": (
        "team: T\nmembers: [a, b\nforums: []\n",
        ['3:7: MT002 a list in brackets is not closed (it started in line 2); close it with "]"'],
    ),
    "mapping not closed": (
        "team: T\nowners: {a: b, c: d\nforums: []\n",
        ['3:7: MT002 a mapping in braces is not closed (it started in line 2); close it with "}"'],
    ),
    "behind the end": (
        "team: T\n...\nmembers: []\n",
        ["3:1: MT002 text behind the end of the document; mend the line or the brackets above it"],
    ),
    "value missing": (
        "team: T\nmembers: [a,, b]\n",
        ["2:13: MT002 a value is missing; write a value, or close the bracket"],
    ),
    "quotes across ---": (
        "team: 'T\n---\nmembers: []\n",
        ["2:1: MT002 text in quotes is not closed (it started in line 1); close it before --- or ..."],
    ),
    "dash behind a key": (
        "team: T\nmembers: - a\n",
        ['2:10: MT002 a "- " behind a key on the same line; start the list on the next line'],
    ),
    "tab in a block text": (
        "team: |\n\tT\n",
        ["2:1: MT002 a tab in the indentation (it started in line 1); indent with spaces"],
    ),
    "tab behind a line": (
        "team: T\n\tU\n",
        ["2:1: MT002 a tab in the indentation (it started in line 1); indent with spaces"],
    ),
    "unknown escape": (
        'team: "C:\\data"\n',
        ["1:10: MT002 an unknown escape in double quotes; use single quotes, or double the backslash"],
    ),
    "short escape": (
        'team: "\\u12"\n',
        [r"1:10: MT002 an escape without its hexadecimal digits; write for example \u00e9"],
    ),
    "question mark": ("team: ? T\n", ['1:7: MT002 a "? " where no key can stand; put the value in quotes']),
    "colon in braces": ("{team:,members: []}\n", ['1:6: MT002 a ":" where none can stand; put the value in quotes']),
    "indentation of 0": ("team: |0\n T\n", ["1:8: MT002 an indentation of 0 behind | or >; leave the number out"]),
    "text behind a bar": (
        "team: | T\n U\n",
        ["1:9: MT002 text behind | or > on the same line; start the text on the next line"],
    ),
    "anchor without a name": (
        "team: & T\n",
        [
            (
                "1:8: MT002 an anchor or alias without a name, or with one that has other characters than letters, "
                "digits, _ and -; put the value in quotes"
            )
        ],
    ),
    "alias without a name": (
        "team: *\n",
        [
            (
                "1:8: MT002 an anchor or alias without a name, or with one that has other characters than letters, "
                "digits, _ and -; put the value in quotes"
            )
        ],
    ),
    "undefined tag": ("team: !e!x T\n", ["1:7: MT002 a tag that is not known; leave the tag out"]),
    "YAML 2": ("%YAML 2.0\n---\nteam: T\n", ["1:1: MT002 a %YAML line for another version; leave the %YAML line out"]),
    "%YAML twice": (
        "%YAML 1.1\n%YAML 1.1\n---\nteam: T\n",
        [
            (
                "2:1: MT002 a tag or a % line that cannot be read; leave it out, or put the value that begins with "
                '"!" in quotes'
            )
        ],
    ),
    "an at sign": ("team: @fraud\n", ['1:7: MT002 a value cannot start with "@"; put the value in quotes']),
    "a tab before a value": ("team:\n\tT\n", ["2:1: MT002 a tab in the indentation; indent with spaces"]),
    "not closed, last line without an end": (
        "team: 'T\r\nmembers",
        [("2:8: MT002 text in quotes is not closed (it started in line 1); close it with the quote it began with")],
    ),
    "duplicate name, not first": (
        f"{MEMBER}  - id: b\n    name: Ann\n",
        ['5:5: MT006 a second member is named "Ann"; give each member a name of their own'],
    ),
    "duplicate id, not second": (
        f"{MEMBER}    id: a\n  - name: Bo\n    roles: []\n    id: a\n",
        ['7:5: MT006 Bo: the id "a" is another member\'s; give each member an id of their own'],
    ),
    "a name as an id, not first": (
        "team: T\nmembers:\n  - {name: Ann, id: Bo}\n  - {roles: [], name: Bo}\n",
        ['4:17: MT006 Bo: the id "Bo" is another member\'s; give each member an id of their own'],
    ),
    "impossible days": (
        (
            f"{MEMBER}    acknowledged: 2026-02-30\n"
            "    until: 2026-02-30\n"
            f"    learning: [{{skill: s, level: 1, by: 2026-02-30}}]\n"
            f"external: [{{role: ml-engineer, provider: P, until: 2026-02-30}}]\n"
            f"vacancies: [{{role: ml-engineer, since: 2026-02-30}}]\n"
            f"reviews: {{last: 2026-02-30, actions: [{{what: w, by: 2026-02-30}}]}}\n"
            f"waivers: [{{rule: MT501, reason: r, expires: 2026-02-30}}]\n"
        ),
        [
            "4:5: MT003 Ann: acknowledged: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            "5:5: MT003 Ann: until: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            "6:37: MT003 Ann: learning.by: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            "7:45: MT003 external.until: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            "8:33: MT003 vacancies.since: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            "9:11: MT003 reviews.last: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            (
                "9:49: MT003 reviews.actions.by: there is no day 2026-02-30; write a day of the calendar, such as "
                "2026-01-31"
            ),
            "10:36: MT003 waivers.expires: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
        ],
    ),
    "unknown roles everywhere": (
        (
            f"{MEMBER}external: [{{provider: P, role: data-enginer}}]\n"
            f"vacancies: [{{since: 2026-01-01, role: data-enginer}}]\n"
            f"forums: [{{name: F, roles: [ml-engineer, data-enginer]}}]\n"
            f"waivers: [{{rule: MT101, reason: r, expires: 2027-01-01, role: data-enginer}}]\n"
        ),
        [
            '4:26: MT004 external.role: unknown role "data-enginer"; did you mean "data-engineer"?',
            '5:33: MT004 vacancies.role: unknown role "data-enginer"; did you mean "data-engineer"?',
            '6:41: MT004 F: roles: unknown role "data-enginer"; did you mean "data-engineer"?',
            '7:57: MT004 waivers.role: unknown role "data-enginer"; did you mean "data-engineer"?',
        ],
    ),
    "unknown rule code": (
        f"{MEMBER}waivers: [{{rule: MT109, reason: r, expires: 2027-01-01}}]\n",
        [
            (
                '4:12: MT004 waivers: unknown rule "MT109"; known rules: desired-skill-missing, forums-missing, '
                "gap-unplanned, learning-absent, learning-overdue, member-idle, member-overallocated, "
                "member-overloaded, objective-unmeasured, objective-unowned, objectives-missing, owner-not-in-role "
                "and 23 more"
            )
        ],
    ),
    "waiver without a role or skill": (
        f"{MEMBER}waivers: [{{rule: skill-missing, reason: r, expires: 2027-01-01}}]\n",
        [
            (
                "4:11: MT003 waivers: a waiver for skill-missing names no role or skill; add the role or skill whose "
                "finding is accepted"
            )
        ],
    ),
    "waiver with a member too many": (
        f"{MEMBER}waivers: [{{rule: MT202, role: ml-engineer, member: Ann, reason: r, expires: 2027-01-01}}]\n",
        [("4:44: MT003 waivers: findings of MT202 have no member; remove it: the rule is about a role and skill")],
    ),
    "waiver of a whole team's rule with a role": (
        f"{MEMBER}waivers: [{{rule: MT501, role: ml-engineer, reason: r, expires: 2027-01-01}}]\n",
        ["4:25: MT003 waivers: findings of MT501 have no role; remove it: the rule is about the whole team"],
    ),
    "nothing near": (
        f"{MEMBER}owners: {{juggle: Zoe}}\n",
        [
            (
                '4:10: MT004 owners: unknown responsibility "juggle"; known responsibilities: apply-design-patterns, '
                "assess-return, automate-delivery, build-backend-services, build-data-pipelines, connect-disciplines, "
                "define-cleaning-rules, define-success-metrics, deploy-models, design-architecture, engineer-model, "
                "evaluate-technologies and 23 more"
            ),
            '4:10: MT004 owners: juggle: no member is named "Zoe"; known members: Ann',
        ],
    ),
    "an owner without members": (
        "team: T\nmembers: []\nowners: {set-goals: Ann}\n",
        ['3:10: MT004 owners: set-goals: no member is named "Ann"; list the member under members first'],
    ),
    "no name is an owner's": (
        "team: T\nmembers: [Ann, {id: x}, {name: 7}]\nowners: {set-goals: Ann}\n",
        [
            '2:11: MT003 members: "Ann" is not a member; write a member, a mapping with name',
            '2:16: MT003 members: a member needs "name"; add "name": the person\'s name, unique in this file',
            "2:26: MT003 members.name: 7 is not text of 1 to 500 characters; put it in quotes",
            '3:10: MT004 owners: set-goals: no member is named "Ann"; list the member under members first',
        ],
    ),
    "an owner whose entry is wrong": (
        "team: T\nmembers: [{name: Ann, rolls: []}]\nowners: {set-goals: Ann}\n",
        ['2:23: MT003 Ann: unknown key "rolls"; did you mean "roles"?'],
    ),
    "no list of members": (
        "team: T\nmembers: {Ann: 1}\nowners: {set-goals: Ann}\n",
        [
            "2:1: MT003 members: a mapping is not a list of members; write a list of members",
            '3:10: MT004 owners: set-goals: no member is named "Ann"; list the member under members first',
        ],
    ),
    "a key of spaces": (
        f'{MEMBER}    skills: {{" ": 1}}\n',
        ['4:14: MT003 Ann: skills: the key " " is not a skill; write a skill'],
    ),
    "a day without quotes is text": (
        f"{MEMBER}    id: 2026\n    until: 2026\n",
        [
            "4:5: MT003 Ann: id: 2026 is not text of 1 to 500 characters; put it in quotes",
            "5:5: MT003 Ann: until: 2026 is not a date as YYYY-MM-DD; write a date as YYYY-MM-DD",
        ],
    ),
    "a number for a word": (
        f"{MEMBER}reviews: {{every: 7}}\n",
        [f"4:11: MT003 reviews.every: 7 is not one of {EVERY}; write one of {EVERY}"],
    ),
    "a word that is near": (
        f"{MEMBER}reviews: {{every: quaterly}}\n",
        [f'4:11: MT003 reviews.every: "quaterly" is not one of {EVERY}; did you mean "quarterly"?'],
    ),
    "true for text": (
        f"{MEMBER}    id: true\n",
        ["4:5: MT003 Ann: id: true is not text of 1 to 500 characters; put it in quotes"],
    ),
    "no text": (
        f'{MEMBER}    id: \n    roles: [""]\n',
        [
            "4:5: MT003 Ann: id: nothing is not text of 1 to 500 characters; write text of 1 to 500 characters",
            '5:13: MT003 Ann: roles: "" is not a role; write a role',
        ],
    ),
    "another version": ("version: 2\nteam: T\nmembers: []\n", ["1:1: MT003 version: 2 is not 1; write 1"]),
    "half a level": (
        f"{MEMBER}    skills: {{ci-cd: 2.5, design-patterns: -1}}\n",
        [
            "4:14: MT003 Ann: skills.ci-cd: 2.5 is not a level from 0 to 5; write a level from 0 to 5",
            "4:26: MT003 Ann: skills.design-patterns: -1 is not a level from 0 to 5; write a level from 0 to 5",
        ],
    ),
    "a share without an end": (
        f"{MEMBER}    allocation: .inf\n",
        [
            (
                "4:5: MT003 Ann: allocation: inf is not a share of full time, above 0 and at most 1; write a share "
                "of full time, above 0 and at most 1"
            )
        ],
    ),
    "text for truth": (
        f"{MEMBER}reviews: {{actions: [{{what: w, by: 2026-12-01, done: yes}}]}}\n",
        ['4:47: MT003 reviews.actions.done: "yes" is not true or false; write true or false'],
    ),
    "a member who is text": (
        "team: T\nmembers: [Ann, [Bo], null]\n",
        [
            '2:11: MT003 members: "Ann" is not a member; write a member, a mapping with name',
            "2:16: MT003 members: a list is not a member; write a member, a mapping with name",
            "2:22: MT003 members: nothing is not a member; write a member, a mapping with name",
        ],
    ),
    "keys that are missing below": (
        f"{MEMBER}    learning: [{{}}]\nforums: [{{}}]\n",
        [
            (
                '4:16: MT003 Ann: learning: a learning item needs "by"; add "by": the day by which the level should '
                "be reached"
            ),
            '4:16: MT003 Ann: learning: a learning item needs "level"; add "level": the level to be reached',
            '4:16: MT003 Ann: learning: a learning item needs "skill"; add "skill": the skill to be learned',
            '5:10: MT003 forums: a forum needs "name"; add "name": the meeting or channel',
            '5:10: MT003 forums: a forum needs "roles"; add "roles": the roles that take part, or all',
        ],
    ),
    "a forum of everybody": (
        f"{MEMBER}forums: [{{name: F, roles: everybody}}, {{name: G, roles: 7}}]\n",
        [
            '4:20: MT003 F: roles: "everybody" is not a list of roles, or all; write a list of roles, or all',
            "4:49: MT003 G: roles: 7 is not a list of roles, or all; write a list of roles, or all",
        ],
    ),
    "a list of owners": (
        f"{MEMBER}owners: [Ann]\n",
        [
            (
                "4:1: MT003 owners: a list is not responsibilities with their owners; write responsibilities with "
                "their owners"
            )
        ],
    ),
    "an owner who is no text": (
        f"{MEMBER}owners: {{set-goals: 7}}\n",
        ["4:10: MT003 owners.set-goals: 7 is not text of 1 to 500 characters; put it in quotes"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_error_has_its_line_and_the_others_are_audited(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.chdir(tmp_path)
    content, expected = CASES[case]
    Path("bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    Path("good.yaml").write_text(GOOD, encoding="utf-8")
    result = cli("audit", "bad.yaml", "good.yaml", "-f", "json")
    assert result.code == 2
    told = [line.split(" ", 2) for line in expected]
    assert result.err == "".join(f"bad.yaml:{place} error[{code}]: {said}\n" for place, code, said in told)
    report = report_in(result.out)
    assert [team["file"] for team in report["teams"]] == ["good.yaml"]
    places = [
        (f"{one['location']['line']}:{one['location']['column']}:", one["code"]) for one in report["input_errors"]
    ]
    assert places == [(place, code) for place, code, _ in told]
    assert not Path("pwned").exists()


def test_a_member_for_one_day_is_none(cli: Cli) -> None:
    text = team_text(member="from: 2026-11-23\nuntil: 2026-11-23")
    result = cli("audit", "-", stdin=text.encode())
    assert (result.code, result.err) == (0, "")


def test_at_most_a_hundred_errors_of_one_file(cli: Cli, team_file: Callable[[str], Path]) -> None:
    keys = "".join(f"key-{number}: 1\n" for number in range(150))
    result = cli("audit", team_file(f"team: T\nmembers: []\n{keys}"))
    assert result.code == 2
    assert len(result.err.splitlines()) == 100


def make(kind: str) -> None:
    match kind:
        case "a FIFO":
            os.mkfifo("bad.yaml")
        case "a link to itself":
            Path("bad.yaml").symlink_to("bad.yaml")
        case "a link to a device":
            Path("bad.yaml").symlink_to("/dev/zero")
        case "a folder without team files":
            Path("bad.yaml").mkdir()
        case "no file":
            pass


NO_FILE = "name a regular file, or - for standard input"
UNREADABLE = {
    "a FIFO": f"cannot be read: not a regular file; {NO_FILE}",
    "a link to itself": f"cannot be read: too many levels of symbolic links; {NO_FILE}",
    "a link to a device": f"cannot be read: not a regular file; {NO_FILE}",
    "a folder without team files": (
        "no team file below this folder; searches find team.yaml and NAME.team.yaml: start one with `mlops-team init`"
    ),
    "no file": "there is no such file; check the path, or start one with `mlops-team init`",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_regular_file(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    make(kind)
    Path("good.yaml").write_text(GOOD, encoding="utf-8")
    result = cli("audit", "bad.yaml", "good.yaml", "-f", "json")
    assert result.code == 2
    assert result.err == f"bad.yaml:1:1: error[MT001]: {UNREADABLE[kind]}\n"
    assert report_in(result.out)["summary"]["teams"] == 1


def test_a_file_that_must_not_be_read(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: str, most: int) -> bytes:
        if file == "team.yaml":
            raise PermissionError(13, "Permission denied")
        return read_regular(file, most)

    monkeypatch.setattr(document, "read_regular", refuse)  # the tests may run as somebody who may read everything
    said = "cannot be read: permission denied; give the user who runs the audit the right to read it"
    assert cli("audit", "team.yaml").err == f"team.yaml:1:1: error[MT001]: {said}\n"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("taem.yaml", 'did you mean "team.yaml"?'),
        ("sub/taem.yml", 'did you mean "sub/team.yml"?'),
        ("old.yml", "check the path, or start one with `mlops-team init`"),
        ("nosuch/team.yaml", "check the path, or start one with `mlops-team init`"),
    ],
)
def test_the_file_that_was_meant(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"team.yaml": GOOD, "sub/team.yml": GOOD, "old.yml~": GOOD})
    assert cli("audit", given).err == f"{given}:1:1: error[MT001]: there is no such file; {hint}\n"


HOSTILE = {
    **{name: CASES[name][0] for name in ("50 MB", "billion laughs", "brackets", "dashes", "indentation", "long name")},
    "thousands of unknown owners": "\n".join((
        "team: T",
        "members:",
        *(f"- name: Ann {number}" for number in range(2_000)),
        "owners:",
        *(f"  duty-{number}: Bo {number}" for number in range(20_000)),
    )),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_takes_little_time_and_memory(tmp_path: Path, case: str) -> None:
    content = HOSTILE[case]
    (tmp_path / "team.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 * 2**20, 300 * 2**20))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))  # seconds; generous, for a machine under load

    result = subprocess.run(
        [*PROGRAM, "audit"], cwd=tmp_path, capture_output=True, timeout=60, check=False, preexec_fn=limited
    )
    assert result.returncode == 2
    assert result.stderr.startswith(b"team.yaml:")
    assert b"Traceback" not in result.stderr
