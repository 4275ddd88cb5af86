"""What cannot be audited: a code, a place and a plain line each; no traceback, no hang, and the others are audited."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Cli
from mlops_team.inputs import yaml_bytes
from mlops_team.inputs.files import read_regular
from runs import GOOD, PROGRAM, report_in, team_text, write

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 10)}]\n" for i in range(9)
)
MEMBER = "team: T\nmembers:\n  - name: Ann\n"
KEYS = (
    "catalog, external, forums, members, not-needed, objectives, owners, product, reviews, team, vacancies, version, "
    "waivers"
)
ROLE_IDS = (
    "backend-engineer, business-stakeholder, data-engineer, data-scientist, devops-engineer, ml-engineer, "
    "software-engineer, solution-architect"
)
KNOWN_ROLES = f"known roles: {ROLE_IDS}; write the nearest, or remove the entry"
EVERY = "daily, weekly, fortnightly, monthly, quarterly, half-yearly, yearly"
# What is in the file, and each line on stderr: its place, code, message and what to do.
CASES: dict[str, tuple[str | bytes, list[str]]] = {
    "empty": (
        "",
        ["1:1: MT003 the file is empty, but must be a team file; begin with team and members"],
    ),
    "only comments": (
        "# soon\n\n",
        ["1:1: MT003 the file is empty, but must be a team file; begin with team and members"],
    ),
    "a list": (
        "- a\n- b\n",
        ["1:1: MT003 a list is not a team file; begin with team and members"],
    ),
    "a scalar": (
        "hello\n",
        ['1:1: MT003 "hello" is not a team file; begin with team and members'],
    ),
    "NUL": (
        b"team: a\0b\n",
        ["1:8: MT002 a raw control character (U+0000); delete it, or write it as an escape in double quotes"],
    ),
    "UTF-16": (
        "team: T\n".encode("utf-16"),
        ["1:1: MT002 UTF-16 text; save the file as UTF-8"],
    ),
    "Latin-1": (
        b"team: T\nproduct: Caf\xe9\n",
        ["2:13: MT002 byte 0xE9, which is not UTF-8; save the file as UTF-8"],
    ),
    "tab": (
        "team: T\nmembers:\n\t- name: Ann\n",
        ["3:1: MT002 a tab in the indentation; indent with spaces"],
    ),
    "tag": (
        'team: !!python/object/apply:os.system ["touch pwned"]\nmembers: []\n',
        ['1:7: MT002 unknown tag "!!python/object/apply:os.system"; remove the tag'],
    ),
    "not closed": (
        'team: "T\nmembers: []\n',
        [("3:1: MT002 text in quotes is not closed (it starts in line 1); close it with the quote that opens it")],
    ),
    "two documents": (
        "team: T\nmembers: []\n---\nteam: U\n",
        ["3:1: MT002 a second document starts here; write one team per file: split the file at ---"],
    ),
    "alias loop": (
        "team: &a [*a]\n",
        ["1:11: MT002 *a is inside its own anchor, a loop; write the values out"],
    ),
    "billion laughs": (
        LAUGHS,
        [
            (
                "6:8: MT002 more than 200,000 values, aliases expanded; split the file or remove aliases: a "
                "team file has a few hundred lines"
            )
        ],
    ),
    "brackets": (
        "team: " + "[" * 100_000,
        ["1:70: MT002 nested deeper than 64 levels; write it with fewer levels: a team file needs five"],
    ),
    "one level too many": (
        f"team: {'{a: ' * 63}{{}}{'}' * 63}\n",
        ["1:259: MT002 nested deeper than 64 levels; write it with fewer levels: a team file needs five"],
    ),
    "too many values": (
        "team: T\nmembers:\n" + "- x\n" * 200_000,
        [
            (
                "199998:3: MT002 more than 200,000 values, aliases expanded; split the file or remove "
                "aliases: a team file has a few hundred lines"
            )
        ],
    ),
    "dashes": (
        "- " * 100_000 + "a",
        ["1:129: MT002 nested deeper than 64 levels; write it with fewer levels: a team file needs five"],
    ),
    "indentation": (
        "".join(f"{' ' * i}a:\n" for i in range(2_000)),
        ["65:65: MT002 nested deeper than 64 levels; write it with fewer levels: a team file needs five"],
    ),
    "50 MB": (
        b"#" * 50_000_000,
        ["1:1: MT002 larger than 8 MiB; split it: a team file describes a single team"],
    ),
    "duplicate key": (
        "team: T\nteam: U\nmembers: []\n",
        [
            (
                '2:1: MT005 the key "team" is in this mapping twice; remove or rename one: most YAML readers '
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
                "2:12: MT003 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: name must be "
                "text of 1 to 500 characters, not "
                '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" (100000 characters); '
                "shorten it to at most 500 characters"
            )
        ],
    ),
    "impossible day": (
        f"{MEMBER}    from: 2026-02-30\n",
        ["4:5: MT003 Ann: from: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31"],
    ),
    "until before from": (
        f"{MEMBER}    from: 2026-02-03\n    until: 2026-02-01\n",
        [("5:5: MT003 Ann: until 2026-02-01 is before from 2026-02-03; write a last day that is not before the first")],
    ),
    "a member with an id alone": (
        "team: A\nmembers:\n  - {id: ann.lee, roles: [7]}\n",
        [
            (
                '3:6: MT004 members: there is nobody with the id "ann.lee" in a people file; add "name", or name a '
                "people file with --people"
            ),
            '3:27: MT003 ann.lee: roles: 7 is not a role; write "7"',
        ],
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
            '4:14: MT003 Ann: skills: the key "" is not a skill; write a key such as ci-cd',
            '5:10: MT003 owners: the key "" is not text of 1 to 500 characters; write a key such as set-goals',
        ],
    ),
    "missing keys": (
        "members: [{roles: []}]\n",
        [
            '1:1: MT003 a team file needs "team"; add it, for example team: Fraud detection',
            '1:11: MT003 members: a member needs "name"; add it, for example name: Ines Duarte',
        ],
    ),
    "wrong types": (
        "team: 5\nmembers: {a: b}\n",
        [
            '1:1: MT003 team must be text of 1 to 500 characters, not 5; write team: "5"',
            (
                "2:1: MT003 members must be a list of members, not a mapping; write for example members: "
                "[{name: Ines Duarte, roles: [business-stakeholder]}]"
            ),
        ],
    ),
    "a huge number": (
        f"team: 0x{'F' * 90}\nmembers: []\n",
        [
            (
                "1:1: MT003 team must be text of 1 to 500 characters, not "
                "0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF…; write team: "
                '"0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"'
            )
        ],
    ),
    "wrong words": (
        f"{MEMBER}forums: [{{name: F, roles: all, every: montly}}]\n",
        [f'4:32: MT003 F: every must be one of {EVERY}, not "montly"; did you mean "monthly"?'],
    ),
    "wrong numbers": (
        f"{MEMBER}    allocation: 0\n    skills: {{ci-cd: 6}}\n",
        [
            (
                "4:5: MT003 Ann: allocation must be a share of full time, above 0 and at most 1, not 0; "
                "write for example allocation: 0.5"
            ),
            "5:14: MT003 Ann: skills.ci-cd must be a level from 0 to 5, not 6; write for example ci-cd: 3",
        ],
    ),
    "wrong day": (
        f"{MEMBER}    from: 3.2.2026\n",
        [('4:5: MT003 Ann: from must be a date as YYYY-MM-DD, not "3.2.2026"; write from: 2026-02-03 or 2026-03-02')],
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
            '1:1: MT003 team must be text of 1 to 500 characters, not 5; write team: "5"',
            f'2:1: MT003 unknown key "a/b"; known keys: {KEYS}',
            '4:17: MT003 Ann: unknown key "rolls"; did you mean "roles"?',
            '4:36: MT004 Ann: roles: unknown role "data-scientst"; did you mean "data-scientist"?',
            "5:16: MT003 Bo: from: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            (
                "5:34: MT003 Bo: allocation must be a share of full time, above 0 and at most 1, not 2; "
                "write for example allocation: 0.5"
            ),
            '6:6: MT006 a second member is named "Bo"; give each member a name of their own',
            "6:16: MT003 Bo: from: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31",
            '7:5: MT003 members: a member needs "name"; add it, for example name: Ines Duarte',
            f'7:14: MT004 members.roles: unknown role "a"; {KNOWN_ROLES}',
            '8:10: MT004 owners: unknown responsibility "set-goal"; did you mean "set-goals"?',
        ],
    ),
    "escapes in a name": (
        'team: T\nmembers: [{name: "\\e[31mAnn\\u202e\\n::error::x", roles: [x]}]\n',
        [f'2:57: MT004 \\x1b[31mAnn\\u202e\\x0a::error::x: roles: unknown role "x"; {KNOWN_ROLES}'],
    ),
    "markup in a key": (
        'team: T\nmembers: []\n"[red]:smile:": 1\n',
        [f'3:1: MT003 unknown key "[red]:smile:"; known keys: {KEYS}'],
    ),
    "surrogate": (
        'team: "\\ud800"\nmembers: []\n',
        ["1:8: MT002 an escape that is not a character; write the character itself"],
    ),
    "C1 control": (
        "team: \x85\n",
        [
            (
                '1:1: MT003 a team file needs "members"; add it, for example members: [{name: Ines Duarte, '
                "roles: [business-stakeholder]}]"
            ),
            (
                '1:1: MT003 team must be text of 1 to 500 characters, not "\\x85" '
                "(with a next-line character, U+0085); delete it, or end the line there"
            ),
        ],
    ),
    "no character": (
        "team: Café \uffff\n",
        [("1:12: MT002 a raw control character (U+FFFF); delete it, or write it as an escape in double quotes")],
    ),
    "UTF-16 the other way": (
        b"\xfe\xff\0t",
        ["1:1: MT002 UTF-16 text; save the file as UTF-8"],
    ),
    "many %TAG lines": (
        "%TAG !e! tag:e\n" * 101 + "--- a\n",
        ["1:1: MT002 more than 100 times %TAG; remove the %TAG lines: a team file needs no tags"],
    ),
    "long key": (
        f"{MEMBER}? {chr(120) * 1025}\n: 1\n",
        ["4:3: MT002 a key of 1025 characters, more than 1024; shorten the key, or close its quotes"],
    ),
    "many digits": (
        f"{MEMBER}    allocation: {chr(57) * 101}\n",
        [
            (
                '4:17: MT002 "999999999999999999999999999999999999999999999999999999999999…" (101 '
                "characters) is a number of more than 100 digits; write a shorter number, or put it in quotes"
            )
        ],
    ),
    "a far exponent": (
        f"{MEMBER}    allocation: 1e-101\n",
        [('4:17: MT002 "1e-101" is a number of more than 100 digits; write a shorter number, or put it in quotes')],
    ),
    "unknown alias": (
        "team: *b\nmembers: []\n",
        ["1:7: MT002 *b has no anchor above it; write &b before the value that it repeats"],
    ),
    "a list as a key": (
        f"{MEMBER}[a]: 1\n",
        ["4:1: MT003 a key cannot be a list or a mapping; write the key as text, such as name"],
    ),
    "a mapping as a key": (
        f"{MEMBER}{{a: 1}}: 1\n",
        ["4:1: MT003 a key cannot be a list or a mapping; write the key as text, such as name"],
    ),
    "a number as a key": (
        f"{MEMBER}? 7\n: 1\n",
        ['4:3: MT003 the key 7 is not text; put it in quotes: "7"'],
    ),
    "nothing as a key": (
        f"{MEMBER}? \n: 1\n",
        ['4:2: MT003 a key is missing before ":"; write "key: value"'],
    ),
    "what stands behind keys that are no text": (
        "team: T\nmembers: &m []\n[a]: 1\n{b: 1}: 2\n7: &x {y: 1, y: 2}\n7: {z: *x}\n*m : 5\n*m : 6\n'': 7\n'7': 8\n",
        [
            "3:1: MT003 a key cannot be a list or a mapping; write the key as text, such as name",
            "4:1: MT003 a key cannot be a list or a mapping; write the key as text, such as name",
            '5:1: MT003 the key 7 is not text; put it in quotes: "7"',
            (
                '5:14: MT005 the key "y" is in this mapping twice; remove or rename one: most YAML readers '
                "silently drop the first"
            ),
            '6:1: MT003 the key 7 is not text; put it in quotes: "7"',
            "7:1: MT003 the key *m is not text; write the key as text, such as name",
            "8:1: MT003 the key *m is not text; write the key as text, such as name",
            f'9:1: MT003 unknown key ""; known keys: {KEYS}',
            f'10:1: MT003 unknown key "7"; known keys: {KEYS}',
        ],
    ),
    "an alias as a key": (
        "team: &t T\nmembers: []\n*t : 1\n",
        [f'3:1: MT003 unknown key "T"; known keys: {KEYS}'],
    ),
    "an alias of a list as a key": (
        "team: T\nmembers: &m []\n*m : 1\n",
        ["3:1: MT003 the key *m is not text; write the key as text, such as name"],
    ),
    "a key with a tag": (
        f"{MEMBER}!!int x: 1\n",
        [
            '4:1: MT002 the tag !!int does not fit "x"; remove the tag',
            f'4:1: MT003 unknown key "x"; known keys: {KEYS}',
        ],
    ),
    "merging text": (
        f"{MEMBER}    <<: Bo\n",
        [("4:9: MT003 << takes only mappings; write <<: *defaults, where &defaults is the anchor of a mapping")],
    ),
    "merging a list of text": (
        f"{MEMBER}    <<: [Bo, {{id: 7}}]\n",
        [
            ("4:9: MT003 << takes only mappings; write <<: *defaults, where &defaults is the anchor of a mapping"),
            '4:15: MT003 Ann: id must be text of 1 to 500 characters, not 7; write id: "7"',
        ],
    ),
    "merging twice": (
        f"{MEMBER}    <<: {{id: x}}\n    <<: {{id: y}}\n",
        [
            (
                '5:5: MT005 the key "<<" is in this mapping twice; remove or rename one: most YAML readers '
                "silently drop the first"
            )
        ],
    ),
    "a tag that does not fit": (
        f"{MEMBER}    allocation: !!int x\n",
        ['4:17: MT002 the tag !!int does not fit "x"; remove the tag'],
    ),
    "a tag for truth": (
        f"{MEMBER}    allocation: !!int true\n",
        ['4:17: MT002 the tag !!int does not fit "true"; remove the tag'],
    ),
    "a tag of one's own": (
        "team: !ours T\nmembers: []\n",
        ['1:7: MT002 unknown tag "!ours"; remove the tag'],
    ),
    "a list with a tag of one's own": (
        "team: T\nmembers: !ours []\n",
        ['2:10: MT002 unknown tag "!ours"; remove the tag'],
    ),
    "tags that do not fit": (
        "team: !!str\nmembers: !!map []\nforums: !!seq\nowners: !!seq {}\nproduct: !!map x\n",
        [
            ('1:1: MT003 team must be text of 1 to 500 characters, not ""; write for example team: Fraud detection'),
            "2:10: MT002 the tag !!map does not fit a list; remove the tag",
            '3:9: MT002 the tag !!seq does not fit ""; remove the tag',
            "4:9: MT002 the tag !!seq does not fit a mapping; remove the tag",
            '5:10: MT002 the tag !!map does not fit "x"; remove the tag',
        ],
    ),
    "a duplicate key below": (
        f"{MEMBER}    skills: {{ci-cd: 1, ci-cd: 2}}\n",
        [
            (
                '4:24: MT005 the key "ci-cd" is in this mapping twice; remove or rename one: most YAML '
                "readers silently drop the first"
            )
        ],
    ),
    "two colons": (
        "team: Fraud: cards\n",
        [
            (
                '1:12: MT002 a second ": " where a single value is expected; put the value in quotes, or fix '
                "the indentation"
            )
        ],
    ),
    "no colon": (
        "team: T\nmembers\nforums: []\n",
        ['2:1: MT002 "members" has no colon after the key; write members:'],
    ),
    "key out of line": (
        "team: 'T' U\n",
        ["1:11: MT002 the lines do not line up; indent this line like the key that it belongs to"],
    ),
    "list goes on without a dash": (
        "- a\nb: 1\n",
        [
            (
                '2:1: MT002 no "- " where the list goes on (it starts in line 1); start the item with a '
                "dash, or fix the indentation"
            )
        ],
    ),
    "list not closed": (
        "team: T\nmembers: [a, b\nforums: []\n",
        ['3:7: MT002 a list in brackets is not closed (it starts in line 2); close it with "]"'],
    ),
    "mapping not closed": (
        "team: T\nowners: {a: b, c: d\nforums: []\n",
        ['3:7: MT002 a mapping in braces is not closed (it starts in line 2); close it with "}"'],
    ),
    "behind the end": (
        "team: T\n...\nmembers: []\n",
        ["3:1: MT002 text after the end of the document; fix this line, or the brackets above it"],
    ),
    "value missing": (
        "team: T\nmembers: [a,, b]\n",
        ["2:13: MT002 a value is missing; write a value, or close the bracket"],
    ),
    "quotes across ---": (
        "team: 'T\n---\nmembers: []\n",
        ["2:1: MT002 text in quotes is not closed (it starts in line 1); close it before --- or ..."],
    ),
    "dash behind a key": (
        "team: T\nmembers: - a\n",
        ['2:10: MT002 a "- " after a key on the same line; start the list on the next line'],
    ),
    "tab in a block text": (
        "team: |\n\tT\n",
        ["2:1: MT002 a tab in the indentation (it starts in line 1); indent with spaces"],
    ),
    "tab behind a line": (
        "team: T\n\tU\n",
        ["2:1: MT002 a tab in the indentation (it starts in line 1); indent with spaces"],
    ),
    "unknown escape": (
        'team: "C:\\data"\n',
        ["1:10: MT002 an unknown escape in double quotes; use single quotes, or double the backslash"],
    ),
    "short escape": (
        'team: "\\u12"\n',
        ["1:8: MT002 an escape without its hexadecimal digits; write it like \\u00e9"],
    ),
    "question mark": (
        "team: ? T\n",
        ['1:7: MT002 a "? " where no key can be; put the value in quotes'],
    ),
    "colon in braces": (
        "{team:,members: []}\n",
        ['1:6: MT002 a ":" where there can be none; put the value in quotes'],
    ),
    "indentation of 0": (
        "team: |0\n T\n",
        ["1:8: MT002 an indentation of 0 after | or >; remove the 0"],
    ),
    "text behind a bar": (
        "team: | T\n U\n",
        ["1:9: MT002 text after | or > on the same line; start the text on the next line"],
    ),
    "anchor without a name": (
        "team: & T\n",
        [
            (
                "1:8: MT002 an anchor or alias whose name is missing, or has other characters than letters, "
                "digits, _ and -; put the value in quotes"
            )
        ],
    ),
    "alias without a name": (
        "team: *\n",
        [
            (
                "1:8: MT002 an anchor or alias whose name is missing, or has other characters than letters, "
                "digits, _ and -; put the value in quotes"
            )
        ],
    ),
    "undefined tag": (
        "team: !e!x T\n",
        ["1:7: MT002 an unknown tag; remove the tag"],
    ),
    "YAML 2": (
        "%YAML 2.0\n---\nteam: T\n",
        ["1:1: MT002 a %YAML line for another version; remove the %YAML line"],
    ),
    "%YAML twice": (
        "%YAML 1.1\n%YAML 1.1\n---\nteam: T\n",
        [
            (
                "2:1: MT002 a tag or a % line that cannot be read; remove it, or put the value that begins "
                'with "!" in quotes'
            )
        ],
    ),
    "an at sign": (
        "team: @fraud\n",
        ['1:7: MT002 a value cannot start with "@"; put the value in quotes'],
    ),
    "a tab before a value": (
        "team:\n\tT\n",
        ["2:1: MT002 a tab in the indentation; indent with spaces"],
    ),
    "not closed, last line without an end": (
        "team: 'T\r\nmembers",
        [("2:8: MT002 text in quotes is not closed (it starts in line 1); close it with the quote that opens it")],
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
            (
                "4:5: MT003 Ann: acknowledged: there is no day 2026-02-30; write a day of the calendar, such "
                "as 2026-01-31"
            ),
            ("5:5: MT003 Ann: until: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31"),
            (
                "6:37: MT003 Ann: learning.by: there is no day 2026-02-30; write a day of the calendar, such "
                "as 2026-01-31"
            ),
            ("7:45: MT003 external.until: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31"),
            (
                "8:33: MT003 vacancies.since: there is no day 2026-02-30; write a day of the calendar, such "
                "as 2026-01-31"
            ),
            ("9:11: MT003 reviews.last: there is no day 2026-02-30; write a day of the calendar, such as 2026-01-31"),
            (
                "9:49: MT003 reviews.actions.by: there is no day 2026-02-30; write a day of the calendar, "
                "such as 2026-01-31"
            ),
            (
                "10:36: MT003 waivers.expires: there is no day 2026-02-30; write a day of the calendar, such "
                "as 2026-01-31"
            ),
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
        f"{MEMBER}waivers: [{{rule: MT199, reason: r, expires: 2027-01-01}}]\n",
        [
            (
                '4:12: MT004 waivers: unknown rule "MT199"; known rules: allocation-unwritten, desired-skill-missing, '
                "forums-missing, gap-unplanned, learning-absent, learning-overdue, levels-outdated, member-idle, "
                "member-overallocated, member-overloaded, member-unidentified, objective-unmeasured and 24 more"
            )
        ],
    ),
    "waiver without a role or skill": (
        f"{MEMBER}waivers: [{{rule: skill-missing, reason: r, expires: 2027-01-01}}]\n",
        [
            (
                "4:11: MT003 waivers: a waiver for skill-missing names no role or skill; add the role or "
                "skill whose finding is accepted"
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
                '4:10: MT004 owners: unknown responsibility "juggle"; known responsibilities: '
                "apply-design-patterns, assess-return, automate-delivery, build-backend-services, "
                "build-data-pipelines, connect-disciplines, define-cleaning-rules, define-success-metrics, "
                "deploy-models, design-architecture, engineer-model, evaluate-technologies and 23 more"
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
            '2:11: MT003 members: "Ann" is not a member; write {name: Ann}',
            (
                '2:17: MT004 members: there is nobody with the id "x" in a people file; add "name", or name a people '
                "file with --people"
            ),
            '2:26: MT003 members.name must be text of 1 to 500 characters, not 7; write name: "7"',
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
            (
                "2:1: MT003 members must be a list of members, not a mapping; write for example members: "
                "[{name: Ines Duarte, roles: [business-stakeholder]}]"
            ),
            '3:10: MT004 owners: set-goals: no member is named "Ann"; list the member under members first',
        ],
    ),
    "a key of spaces": (
        f'{MEMBER}    skills: {{" ": 1}}\n',
        ['4:14: MT003 Ann: skills: the key " " is not a skill; write a key such as ci-cd'],
    ),
    "a day without quotes is text": (
        f"{MEMBER}    id: 2026\n    until: 2026\n",
        [
            '4:5: MT003 Ann: id must be text of 1 to 500 characters, not 2026; write id: "2026"',
            "5:5: MT003 Ann: until must be a date as YYYY-MM-DD, not 2026; write for example until: 2026-12-31",
        ],
    ),
    "a number for a word": (
        f"{MEMBER}reviews: {{every: 7}}\n",
        [f"4:11: MT003 reviews.every must be one of {EVERY}, not 7; write for example every: daily"],
    ),
    "a word that is near": (
        f"{MEMBER}reviews: {{every: quaterly}}\n",
        [f'4:11: MT003 reviews.every must be one of {EVERY}, not "quaterly"; did you mean "quarterly"?'],
    ),
    "true for text": (
        f"{MEMBER}    id: true\n",
        ['4:5: MT003 Ann: id must be text of 1 to 500 characters, not true; write id: "true"'],
    ),
    "no text": (
        f'{MEMBER}    id: \n    roles: [""]\n',
        [
            (
                "4:5: MT003 Ann: id must be text of 1 to 500 characters, but is empty; write for example id: "
                "ines@example.com, or remove the key"
            ),
            '5:13: MT003 Ann: roles: "" is not a role; write for example data-engineer',
        ],
    ),
    "another version": (
        "version: 2\nteam: T\nmembers: []\n",
        ["1:1: MT003 version must be 1, not 2; write version: 1"],
    ),
    "half a level": (
        f"{MEMBER}    skills: {{ci-cd: 2.5, design-patterns: -1}}\n",
        [
            "4:14: MT003 Ann: skills.ci-cd must be a level from 0 to 5, not 2.5; write for example ci-cd: 3",
            (
                "4:26: MT003 Ann: skills.design-patterns must be a level from 0 to 5, not -1; write for "
                "example design-patterns: 3"
            ),
        ],
    ),
    "a share without an end": (
        f"{MEMBER}    allocation: .inf\n",
        [
            (
                "4:5: MT003 Ann: allocation must be a share of full time, above 0 and at most 1, not .inf; "
                "write for example allocation: 0.5"
            )
        ],
    ),
    "text for truth": (
        f"{MEMBER}reviews: {{actions: [{{what: w, by: 2026-12-01, done: yes}}]}}\n",
        ['4:47: MT003 reviews.actions.done must be true or false, not "yes"; write done: true'],
    ),
    "a member who is text": (
        "team: T\nmembers: [Ann, [Bo], null]\n",
        [
            '2:11: MT003 members: "Ann" is not a member; write {name: Ann}',
            (
                "2:16: MT003 members: a list is not a member; write for example {name: Ines Duarte, roles: "
                "[business-stakeholder]}"
            ),
            (
                "2:22: MT003 members: null is not a member; write for example {name: Ines Duarte, roles: "
                "[business-stakeholder]}"
            ),
        ],
    ),
    "keys that are missing below": (
        f"{MEMBER}    learning: [{{}}]\nforums: [{{}}]\n",
        [
            '4:16: MT003 Ann: learning: a learning item needs "by"; add it, for example by: 2026-12-31',
            '4:16: MT003 Ann: learning: a learning item needs "level"; add it, for example level: 3',
            '4:16: MT003 Ann: learning: a learning item needs "skill"; add it, for example skill: ci-cd',
            '5:10: MT003 forums: a forum needs "name"; add it, for example name: Stand-up',
            '5:10: MT003 forums: a forum needs "roles"; add it, for example roles: [data-engineer]',
        ],
    ),
    "a forum of everybody": (
        f"{MEMBER}forums: [{{name: F, roles: everybody}}, {{name: G, roles: 7}}]\n",
        [
            '4:20: MT003 F: roles must be a list of roles, or all, not "everybody"; write roles: [everybody]',
            ("4:49: MT003 G: roles must be a list of roles, or all, not 7; write for example roles: [data-engineer]"),
        ],
    ),
    "a list of owners": (
        f"{MEMBER}owners: [Ann]\n",
        [
            (
                "4:1: MT003 owners must be responsibilities with their owners, not a list; write for example "
                "owners: {set-goals: Ines Duarte}"
            )
        ],
    ),
    "an owner who is no text": (
        f"{MEMBER}owners: {{set-goals: 7}}\n",
        ['4:10: MT003 owners.set-goals must be text of 1 to 500 characters, not 7; write set-goals: "7"'],
    ),
    "quotes are meant": (
        "team: Null\nmembers: [{name: True}, {name: 1.50}, {name: 010}, {name: ~}]\n",
        [
            '1:1: MT003 team must be text of 1 to 500 characters, not Null; write team: "Null"',
            '2:12: MT003 members.name must be text of 1 to 500 characters, not True; write name: "True"',
            '2:26: MT003 members.name must be text of 1 to 500 characters, not 1.50; write name: "1.50"',
            '2:40: MT003 members.name must be text of 1 to 500 characters, not 010; write name: "010"',
            '2:53: MT003 members.name must be text of 1 to 500 characters, not ~; write name: "~"',
        ],
    ),
    "a list of skills with levels": (
        f"{MEMBER}    skills:\n      - dbt: 4\n      - ci-cd\n",
        ["5:9: MT003 Ann: skills: a mapping is not a skill; write skills as {dbt: 4}"],
    ),
    "texts for lists": (
        f"{MEMBER}    roles: data-engineer\n    skills: ci-cd, dbt\n",
        [
            '4:5: MT003 Ann: roles must be a list of roles, not "data-engineer"; write roles: [data-engineer]',
            (
                '5:5: MT003 Ann: skills must be skills with their levels, or a list of skills, not "ci-cd, '
                'dbt"; write skills: [ci-cd, dbt]'
            ),
        ],
    ),
    "per cents and commas": (
        "team: T\nmembers: [{name: A, allocation: 50%}, {name: B, allocation: '0,25'}, {name: C, allocation: 150%}]\n",
        [
            (
                '2:21: MT003 A: allocation must be a share of full time, above 0 and at most 1, not "50%"; '
                "write allocation: 0.5"
            ),
            (
                '2:49: MT003 B: allocation must be a share of full time, above 0 and at most 1, not "0,25"; '
                "write allocation: 0.25"
            ),
            (
                '2:80: MT003 C: allocation must be a share of full time, above 0 and at most 1, not "150%"; '
                "write for example allocation: 0.5"
            ),
        ],
    ),
    "days in other orders": (
        f"{MEMBER}    from: 01/02/2026\n    until: 13.02.2026\n    acknowledged: 2026/3/4\n",
        [
            (
                '4:5: MT003 Ann: from must be a date as YYYY-MM-DD, not "01/02/2026"; write from: 2026-02-01 '
                "or 2026-01-02"
            ),
            '5:5: MT003 Ann: until must be a date as YYYY-MM-DD, not "13.02.2026"; write until: 2026-02-13',
            (
                '6:5: MT003 Ann: acknowledged must be a date as YYYY-MM-DD, not "2026/3/4"; write '
                "acknowledged: 2026-03-04"
            ),
        ],
    ),
    "days with more or less": (
        (
            "team: T\n"
            "members: [{name: A, from: 20260203}, {name: B, from: 2026-11-23T00:00:00Z}, {name: C, from: 31/31/2026}]\n"
        ),
        [
            "2:21: MT003 A: from must be a date as YYYY-MM-DD, not 20260203; write from: 2026-02-03",
            ('2:48: MT003 B: from must be a date as YYYY-MM-DD, not "2026-11-23T00:00:00Z"; write from: 2026-11-23'),
            ('2:87: MT003 C: from must be a date as YYYY-MM-DD, not "31/31/2026"; write for example from: 2026-12-31'),
        ],
    ),
    "bad levels": (
        f"{MEMBER}    skills: {{a: 6, b: [], c: 3.5, d: true}}\n",
        [
            "4:14: MT003 Ann: skills.a must be a level from 0 to 5, not 6; write for example a: 3",
            "4:20: MT003 Ann: skills.b must be a level from 0 to 5, not a list; write for example b: 3",
            "4:27: MT003 Ann: skills.c must be a level from 0 to 5, not 3.5; write for example c: 3",
            "4:35: MT003 Ann: skills.d must be a level from 0 to 5, not true; write for example d: 3",
        ],
    ),
    "levels in quotes": (
        f"{MEMBER}    learning: [{{skill: ci-cd, level: '4', by: 2026-12-31}}]\n",
        ['4:31: MT003 Ann: learning.level must be a level from 0 to 5, not "4"; write level: 4'],
    ),
    "keys without a colon": (
        f"{MEMBER}    name Bo:\n    allocation 0.5: x\n",
        [
            '4:5: MT003 Ann: unknown key "name Bo"; write name: Bo',
            '5:5: MT003 Ann: unknown key "allocation 0.5"; write allocation: 0.5',
        ],
    ),
    "a no-break space in a key": (
        f"{MEMBER}    {{}}\n".replace("{}", "id:\u00a0Bo: 1"),
        [
            (
                '4:5: MT003 Ann: unknown key "id:\xa0Bo" (with a no-break space, U+00A0); type an ordinary '
                "space in its place"
            )
        ],
    ),
    "a no-break space before a number": (
        f"{MEMBER}    allocation: \u00a00.5\n",
        [
            (
                '4:5: MT003 Ann: allocation must be a share of full time, above 0 and at most 1, not "\xa00.5" '
                "(with a no-break space, U+00A0); type an ordinary space in its place"
            )
        ],
    ),
    "a no-break space in an item": (
        "team: T\nmembers: [name:\u00a0Ann]\n",
        [
            (
                '2:11: MT003 members: "name:\xa0Ann" (with a no-break space, U+00A0) is not a member; type '
                "an ordinary space in its place"
            )
        ],
    ),
    "keys without values": (
        f"{MEMBER}    roles:\n    id:\n    learning: [{{skill: a, level: 1, by: }}]\n",
        [
            (
                "4:5: MT003 Ann: roles must be a list of roles, but is empty; write for example roles: "
                "[data-engineer], or remove the key"
            ),
            (
                "5:5: MT003 Ann: id must be text of 1 to 500 characters, but is empty; write for example id: "
                "ines@example.com, or remove the key"
            ),
            (
                "6:37: MT003 Ann: learning.by must be a date as YYYY-MM-DD, but is empty; write for example "
                "by: 2026-12-31"
            ),
        ],
    ),
    "a mapping for a list": (
        f"{MEMBER}forums: {{name: F, roles: all}}\n",
        ["4:1: MT003 forums must be a list of forums, not a mapping; write forums: [{name: F, roles: all}]"],
    ),
    "texts for mappings": (
        f"{MEMBER}reviews: quarterly\nexternal: Acme\nowners: {{set-goals: [Ann]}}\nvacancies: [ml-engineer, 7]\n",
        [
            (
                '4:1: MT003 reviews must be a mapping with every, last and actions, not "quarterly"; write '
                "reviews: {every: quarterly}"
            ),
            (
                '5:1: MT003 external must be a list of external providers, not "Acme"; write for example '
                "external: [{role: devops-engineer, provider: Platform Engineering}]"
            ),
            (
                "6:10: MT003 owners.set-goals must be text of 1 to 500 characters, not a list; write for "
                "example set-goals: Ines Duarte"
            ),
            '7:13: MT003 vacancies: "ml-engineer" is not a vacancy; write {role: ml-engineer}',
            "7:26: MT003 vacancies: 7 is not a vacancy; write for example {role: solution-architect}",
        ],
    ),
    "one number of too many digits": (
        f"{MEMBER}    skills: {{ci-cd: 1e101}}\n",
        [('4:21: MT002 "1e101" is a number of more than 100 digits; write a shorter number, or put it in quotes')],
    ),
    "a surrogate pair": (
        'team: "\\ud83d\\ude80"\nmembers: []\n',
        ["1:8: MT002 an escape that is not a character; write the character itself: 🚀"],
    ),
    "a byte-order mark between files": (
        "team: T\n\ufeffmembers: []\n",
        [
            (
                "2:1: MT002 a byte-order mark (U+FEFF), which YAML reads as a letter; delete it: editors "
                "show nothing there"
            )
        ],
    ),
    "a no-break space in the indentation": (
        "team: T\nmembers:\n\u00a0\u00a0- name: Ann\n",
        [("3:1: MT002 a no-break space (U+00A0), which YAML reads as a letter; type an ordinary space in its place")],
    ),
    "a no-break space after a colon": (
        "team: T\nmembers:\n  - name:\u00a0Ann\n    roles: []\n",
        [("3:10: MT002 a no-break space (U+00A0), which YAML reads as a letter; type an ordinary space in its place")],
    ),
    "a name without a colon": (
        "team: T\nmembers:\n  - name Bo\n    roles: []\n",
        ['3:5: MT002 "name Bo" has no colon after the key; write name: Bo'],
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
    lines = [line.split(" ", 2) for line in expected]
    assert result.err == "".join(f"bad.yaml:{place} error[{code}]: {text}\n" for place, code, text in lines)
    report = report_in(result.out)
    assert [team["file"] for team in report["teams"]] == ["good.yaml"]
    places = [
        (f"{error['location']['line']}:{error['location']['column']}:", error["code"])
        for error in report["input_errors"]
    ]
    assert places == [(place, code) for place, code, _ in lines]
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
        "no team file below this folder; in folders only team.yaml and NAME.team.yaml are audited: "
        "create one with `mlops-team init`"
    ),
    "no file": "there is no such file; check the path, or create a team file with `mlops-team init`",
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

    monkeypatch.setattr(yaml_bytes, "read_regular", refuse)  # the tests may run as somebody who may read everything
    said = "cannot be read: permission denied; give the user who runs the audit permission to read it"
    assert cli("audit", "team.yaml").err == f"team.yaml:1:1: error[MT001]: {said}\n"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("taem.yaml", 'did you mean "team.yaml"?'),
        ("sub/taem.yml", 'did you mean "sub/team.yml"?'),
        ("old.yml", "check the path, or create a team file with `mlops-team init`"),
        ("nosuch/team.yaml", "check the path, or create a team file with `mlops-team init`"),
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


def test_skills_with_nothing_are_no_skills(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"team.yaml": "team: T\nmembers:\n  - name: Ann\n    roles: [ml-engineer]\n    skills:\n"})
    result = cli("audit", tmp_path / "team.yaml", "-f", "json")
    assert result.err == ""
    assert "MT203" in {finding["code"] for finding in report_in(result.out)["teams"][0]["findings"]}


BLOCK_TEXTS = """\
team: Parcel routing
objectives:
  - goal: >
      Halve late
      parcels
members:
  - {name: Ada, roles: [business-stakeholder]}
external:
  - role: devops-engineer
    provider: |
      Platform Engineering
waivers:
  - rule: role-unstaffed
    role: software-engineer
    expires: 2027-01-31
    reason: >
      Shared with Payments
      until the hire
"""


@pytest.mark.parametrize("shape", ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"])
def test_no_format_shows_the_line_break_of_a_block_text(cli: Cli, tmp_path: Path, shape: str) -> None:
    write(tmp_path, {"team.yaml": BLOCK_TEXTS})
    result = cli("audit", tmp_path / "team.yaml", "-v", "-f", shape)
    assert "Halve late parcels" in result.out
    assert not re.search(r"(parcels|Engineering|hire)(\\n|\\x0a|\n\")", result.out)


def test_the_place_of_a_block_text_ends_before_the_next_key(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, {"team.yaml": BLOCK_TEXTS})
    report = report_in(cli("audit", tmp_path / "team.yaml", "-f", "json").out)
    places = [finding["location"] for finding in report["teams"][0]["findings"] if finding["code"] == "MT602"]
    assert [(place["line"], place["end_line"], place["end_column"]) for place in places] == [(3, 5, 14)]
