#include "unit/test.h"
#include "app/requirement/requirement.h"

/* A story is told in words, "from 2025-01-01; badge 2025-01-31 ends 2025-12-31; leave 2025-03-01 2025-03-31",
 * and looked at on a day. A rule without a proof asks for badge 1. */
struct story {
    struct requirement_rule rule;
    struct requirement_assignment w;
    struct proof_records records;
};

static msec day_of(str text)
{
    struct date d;
    struct error err;

    if (str_eq(text, S("-")) || text.n == 0)
        return NO_DAY;
    check_code(date_parse(text, &d, &err), OK);
    return date_start(d);
}

static str next_word(str *rest)
{
    str word = {0};

    *rest = str_trim(*rest);
    return str_cut(rest, ' ', &word) ? word : S("");
}

static msec next_day(str *rest)
{
    return day_of(next_word(rest));
}

static msec day_or_last(str *rest)
{
    msec d = next_day(rest);

    return d ? d : LAST_DAY;
}

static void add_record(struct story *s, enum proof_kind kind, str rest)
{
    struct proof_record r = {.from = kind == PROOF_BADGE ? FROM_AWARD : FROM_RECORD, .id = (int64_t)s->records.n + 1, .kind = kind, .ref = kind == PROOF_BADGE, .what = S("")};
    str word;

    r.completed = next_day(&rest);
    r.recorded = r.completed;
    while ((word = next_word(&rest)).n) {
        str value = next_word(&rest);
        int64_t n = 0;
        if (str_eq(word, S("ends")))
            r.ends = day_of(value);
        else if (str_eq(word, S("revoked")))
            r.revoked = day_of(value);
        else if (str_eq(word, S("suspended")))
            r.suspended = day_of(value);
        else if (str_eq(word, S("recorded")))
            r.recorded = day_of(value);
        else if (str_eq(word, S("what")))
            r.what = value;
        else if (str_to_int(value, &n) && str_eq(word, S("of")))
            r.ref = n;
        else if (str_eq(word, S("level")))
            r.level = (int)n;
        else if (str_eq(word, S("corrects")))
            r.corrects = n;
        else if (str_eq(word, S("voids"))) {
            r.corrects = n;
            r.voids = true;
        } else
            assert_string_equal(str_z(test_arena, word), "a word of a record");
    }
    *list_add(test_arena, &s->records) = r;
}

static void add_exception(struct story *s, enum exception_kind kind, str rest)
{
    struct requirement_exception e = {.kind = kind, .id = 9};

    e.first = e.recorded = next_day(&rest);
    e.last = day_or_last(&rest);
    *list_add(test_arena, &s->w.exceptions) = e;
}

static void add_event(struct story *s, str event)
{
    str word = next_word(&event);
    enum exception_kind kind;
    enum due_from from;

    if (str_eq(word, S("from")))
        s->w.from = next_day(&event);
    else if (str_eq(word, S("until")))
        s->w.until = next_day(&event);
    else if (str_eq(word, S("hired")))
        s->w.hired = next_day(&event);
    else if (str_eq(word, S("left")))
        s->w.left = next_day(&event);
    else if (str_eq(word, S("started")))
        s->w.started = next_day(&event);
    else if (str_eq(word, S("submitted")))
        s->w.submitted = next_day(&event);
    else if (str_eq(word, S("badge")))
        add_record(s, PROOF_BADGE, event);
    else if (str_eq(word, S("record")))
        add_record(s, PROOF_RECORD, event);
    else if (str_eq(word, S("other")))
        add_record(s, PROOF_REQUIREMENT, event);
    else if (str_eq(word, S("cut"))) {
        struct renewal_cut *cut = NEW(test_arena, struct renewal_cut);
        cut->since = next_day(&event);
        cut->until = next_day(&event);
        s->rule.cuts = cut;
        s->rule.n_cuts = 1;
    } else if (str_eq(word, S("leave"))) {
        struct stretch days = {next_day(&event), 0};
        days.last = day_or_last(&event);
        *list_add(test_arena, &s->w.leaves) = days;
    } else if (exception_kind_named(word, &kind))
        add_exception(s, kind, event);
    else if (due_from_named(word, &from))
        *list_add(test_arena, &s->w.facts) = (struct due_fact){.from = from, .ref = from == DUE_COMPLETED ? 7 : 0, .name = from == DUE_DATE ? S("visa") : S(""), .day = next_day(&event)};
    else
        assert_string_equal(str_z(test_arena, word), "a word of a story");
}

static void tell(struct story *s, const char *rule, const char *events)
{
    str text = cstr(rule), rest = cstr(events), event;
    struct error err = {0};

    *s = (struct story){0};
    text = str_contains(text, S("proof")) ? str_printf(test_arena, "{%s}", rule) : str_printf(test_arena, "{\"proof\":{\"badge\":1}%s%s}", text.n ? "," : "", rule);
    if (rule_read(test_arena, text, &s->rule, &err) != OK)
        assert_string_equal(err.text, rule);
    s->rule.cuts = NULL;
    while (str_cut(&rest, ';', &event))
        add_event(s, event);
}

static str day_words(msec day)
{
    return day ? date_format(test_arena, date_of(day)) : S("-");
}

struct row { const char *rule, *story, *at, *state, *due, *expires; };       /* due, expires: "-" for none; NULL: not looked at */

static void check_rows(const struct row *t, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct story s;
        struct requirement_standing out;
        tell(&s, t[i].rule, t[i].story);
        requirement_state(test_arena, &s.rule, &s.w, &s.records, (struct requirement_moment){.day = day_of(cstr(t[i].at))}, &out);
        check_str_at(i, cstr(requirement_state_name(out.state)), cstr(t[i].state));
        if (t[i].due)
            check_str_at(i, day_words(out.due), cstr(t[i].due));
        if (t[i].expires)
            check_str_at(i, day_words(out.expires), cstr(t[i].expires));
        check_at(i, out.why.n > 0 && (out.next == NO_DAY || out.next > day_of(cstr(t[i].at))));
    }
}

#define YEARLY  "\"validity\":\"P1Y\",\"window\":60"
#define MONTHLY "\"validity\":\"P1M\",\"window\":10"

TEST(before_anything_is_proved_the_due_date_gives_the_state)
{
    static const struct row t[] = {
        {"", "from 2025-03-01", "2025-02-28", "not-applicable", "-", "-"},
        {"", "from 2025-03-01", "2025-03-01", "not-started", "-", "-"},
        {"", "from 2025-03-01; until 2025-03-31", "2025-03-31", "not-started", "-", "-"},
        {"", "from 2025-03-01; until 2025-03-31", "2025-04-01", "not-applicable", "-", "-"},
        {"\"due\":[{\"on\":\"2025-06-30\"}]", "from 2025-03-01", "2025-05-30", "not-started", "2025-06-30", "-"},
        {"\"due\":[{\"on\":\"2025-06-30\"}]", "from 2025-03-01", "2025-05-31", "due-soon", "2025-06-30", "-"},
        {"\"due\":[{\"on\":\"2025-06-30\"}]", "from 2025-03-01", "2025-06-30", "due-soon", "2025-06-30", "-"},
        {"\"due\":[{\"on\":\"2025-06-30\"}]", "from 2025-03-01", "2025-07-01", "overdue", "2025-06-30", "-"},
        {"", "from 2025-03-01; started 2025-03-02", "2025-03-01", "not-started", "-", "-"},
        {"", "from 2025-03-01; started 2025-03-02", "2025-03-02", "in-progress", "-", "-"},
        {"\"due\":[{\"on\":\"2025-03-10\"}]", "from 2025-03-01; submitted 2025-03-05", "2025-03-10", "submitted", NULL, NULL},
        /* What waits for a judge is late all the same. */
        {"\"due\":[{\"on\":\"2025-03-10\"}]", "from 2025-03-01; submitted 2025-03-05", "2025-03-11", "overdue", NULL, NULL},
        {"\"proof\":{\"all\":[{\"badge\":1},{\"badge\":2}]}", "from 2025-03-01; badge 2025-03-02", "2025-03-02", "in-progress", "-", "-"},
    };

    check_rows(t, COUNT(t));
}

TEST(of_several_days_the_earliest_is_due_and_all_are_told)
{
    static const struct row t[] = {
        {"\"due\":[{\"from\":\"hired\",\"after\":\"P30D\"},{\"on\":\"2025-06-30\"}]", "from 2025-03-01; hired 2025-03-01", "2025-03-01", "due-soon", "2025-03-31", NULL},
        {"\"due\":[{\"from\":\"hired\",\"after\":\"P6M\"},{\"on\":\"2025-06-30\"}]", "from 2025-03-01; hired 2025-03-01", "2025-03-01", "not-started", "2025-06-30", NULL},
        {"\"due\":[{\"from\":\"role\",\"after\":\"P1M\"}]", "from 2025-01-31; role 2025-01-31", "2025-01-31", "due-soon", "2025-02-28", NULL},
        {"\"due\":[{\"from\":\"signed-in\",\"after\":\"P7D\"}]", "from 2025-01-31", "2025-01-31", "not-started", "-", NULL},
        {"\"due\":[{\"from\":\"signed-in\",\"after\":\"P7D\"}]", "from 2025-01-31; signed-in 2025-02-10", "2025-02-10", "due-soon", "2025-02-17", NULL},
        {"\"due\":[{\"from\":\"assigned\",\"after\":\"P2M\"}]", "from 2024-12-31", "2024-12-31", "not-started", "2025-02-28", NULL},
        {"\"due\":[{\"from\":\"completed\",\"requirement\":7,\"after\":\"P14D\"}]", "from 2025-01-01; completed 2025-01-10", "2025-01-10", "due-soon", "2025-01-24", NULL},
        {"\"due\":[{\"from\":\"date\",\"name\":\"visa\",\"after\":\"-P30D\"}]", "from 2025-01-01; date 2025-05-31", "2025-01-10", "not-started", "2025-05-01", NULL},
        /* Hired long before it was asked: late at once, unless the rule gives notice. */
        {"\"due\":[{\"from\":\"hired\",\"after\":\"P30D\"}]", "from 2025-03-01; hired 2019-01-01", "2025-03-01", "overdue", "2019-01-31", NULL},
        {"\"due\":[{\"from\":\"hired\",\"after\":\"P30D\"}],\"notice\":14", "from 2025-03-01; hired 2019-01-01", "2025-03-01", "due-soon", "2025-03-15", NULL},
        /* Two jobs, two days. */
        {"\"due\":[{\"from\":\"role\",\"after\":\"P30D\"},{\"from\":\"date\",\"name\":\"visa\"}]", "from 2025-01-01; role 2025-02-01; date 2025-02-15", "2025-01-02", "not-started", "2025-02-15", NULL},
    };
    struct story s;
    struct requirement_standing out;
    size_t dues = 0, chosen = 0;

    check_rows(t, COUNT(t));
    tell(&s, "\"due\":[{\"from\":\"hired\",\"after\":\"P30D\"},{\"on\":\"2025-03-05\"},{\"from\":\"role\"}]", "from 2025-03-01; hired 2025-03-01");
    requirement_state(test_arena, &s.rule, &s.w, &s.records, (struct requirement_moment){.day = s.w.from}, &out);
    for (size_t i = 0; i < out.why.n; i++) {
        dues += out.why.items[i].code == WHY_DUE;
        chosen += out.why.items[i].chosen && out.why.items[i].from == DUE_ON;
    }
    assert_int_equal(dues, 2);
    assert_int_equal(chosen, 1);
}

TEST(ends_are_counted_by_the_calendar)
{
    static const struct row t[] = {
        {"", "from 2025-01-01; badge 2025-01-31", "2035-01-31", "current", "-", "-"},
        {MONTHLY, "from 2025-01-01; badge 2025-01-31", "2025-02-28", "in-renewal", "2025-02-28", "2025-02-28"},
        {MONTHLY, "from 2025-01-01; badge 2025-01-31", "2025-03-01", "expired", "2025-02-28", "-"},
        {MONTHLY, "from 2024-01-01; badge 2024-01-31", "2024-02-29", "in-renewal", NULL, "2024-02-29"},
        {YEARLY, "from 2024-01-01; badge 2024-02-29", "2025-01-01", "in-renewal", NULL, "2025-02-28"},
        {"\"validity\":\"P4Y\"", "from 2024-01-01; badge 2024-02-29", "2025-01-01", "current", NULL, "2028-02-29"},
        {"\"validity\":\"P90D\"", "from 2025-01-01; badge 2025-01-01", "2025-01-02", "current", NULL, "2025-04-01"},
        /* From the end before, month after month, a 31st stays one. */
        {MONTHLY ",\"base\":\"previous\"", "from 2025-01-01; badge 2025-01-31; badge 2025-02-25", "2025-03-01", "current", NULL, "2025-03-31"},
        {"\"validity\":\"P1Y\",\"base\":\"previous\"", "from 2024-01-01; badge 2024-02-29; badge 2025-02-20; badge 2026-02-20; badge 2027-02-20", "2027-03-01", "current", NULL, "2028-02-29"},
        /* Each 31 January, after at least two months. */
        {"\"base\":\"fixed\",\"until\":\"--01-31\",\"active\":\"P60D\"", "from 2025-01-01; badge 2025-06-01", "2025-06-01", "current", NULL, "2026-01-31"},
        {"\"base\":\"fixed\",\"until\":\"--01-31\",\"active\":\"P60D\"", "from 2025-01-01; badge 2025-12-02", "2025-12-02", "current", NULL, "2026-01-31"},
        {"\"base\":\"fixed\",\"until\":\"--01-31\",\"active\":\"P60D\"", "from 2025-01-01; badge 2025-12-03", "2025-12-03", "current", NULL, "2027-01-31"},
        {"\"base\":\"fixed\",\"until\":\"--02-29\",\"active\":\"P60D\"", "from 2025-01-01; badge 2025-06-01", "2025-06-01", "current", NULL, "2026-02-28"},
        {"\"base\":\"fixed\",\"until\":\"--02-29\",\"active\":\"P60D\"", "from 2025-01-01; badge 2027-06-01", "2027-06-01", "current", NULL, "2028-02-29"},
        /* An award may end before the requirement's own time. */
        {YEARLY, "from 2025-01-01; badge 2025-01-01 ends 2025-06-30", "2025-07-01", "expired", NULL, NULL},
    };

    check_rows(t, COUNT(t));
}

TEST(renewal_opens_with_its_window_and_moves_the_end_only_within_it)
{
    static const struct row t[] = {
        {YEARLY, "from 2024-01-01; badge 2024-06-30", "2025-05-01", "current", NULL, "2025-06-30"},
        {YEARLY, "from 2024-01-01; badge 2024-06-30", "2025-05-02", "in-renewal", NULL, "2025-06-30"},
        {YEARLY, "from 2024-01-01; badge 2024-06-30", "2025-06-30", "in-renewal", NULL, "2025-06-30"},
        {YEARLY, "from 2024-01-01; badge 2024-06-30", "2025-07-01", "expired", "2025-06-30", "-"},
        /* Within it: from completion, or from the end before. */
        {YEARLY, "from 2024-01-01; badge 2024-06-30; badge 2025-06-01", "2025-06-01", "current", NULL, "2026-06-01"},
        {YEARLY ",\"base\":\"previous\"", "from 2024-01-01; badge 2024-06-30; badge 2025-06-01", "2025-06-01", "current", NULL, "2026-06-30"},
        /* Before it: the end stays, unless the rule lets it move. */
        {YEARLY, "from 2024-01-01; badge 2024-06-30; badge 2025-01-01", "2025-01-01", "current", NULL, "2025-06-30"},
        {YEARLY ",\"early\":true", "from 2024-01-01; badge 2024-06-30; badge 2025-01-01", "2025-01-01", "current", NULL, "2026-01-01"},
        {YEARLY ",\"early\":true,\"base\":\"previous\"", "from 2024-01-01; badge 2024-06-30; badge 2025-01-01", "2025-01-01", "current", NULL, "2026-06-30"},
        {"\"validity\":\"P1Y\",\"window\":0", "from 2024-01-01; badge 2024-06-30; badge 2025-01-01", "2025-01-01", "current", NULL, "2026-01-01"},
        /* Late: counted anew, except within the grace. */
        {YEARLY ",\"base\":\"previous\"", "from 2024-01-01; badge 2024-06-30; badge 2025-07-10", "2025-07-10", "current", NULL, "2026-07-10"},
        {YEARLY ",\"base\":\"previous\",\"grace\":14", "from 2024-01-01; badge 2024-06-30; badge 2025-07-10", "2025-07-10", "current", NULL, "2026-06-30"},
        {YEARLY ",\"grace\":14", "from 2024-01-01; badge 2024-06-30", "2025-07-14", "grace", NULL, "-"},
        {YEARLY ",\"grace\":14", "from 2024-01-01; badge 2024-06-30", "2025-07-15", "expired", NULL, "-"},
    };

    check_rows(t, COUNT(t));
}

TEST(a_role_may_change_and_people_may_come_back)
{
    static const struct row t[] = {
        /* Moved in the middle of the year: what they proved counts on, the new job has its own due day. */
        {YEARLY ",\"due\":[{\"from\":\"role\",\"after\":\"P30D\"}]", "from 2025-03-01; role 2025-03-01; badge 2024-10-01", "2025-03-01", "current", NULL, "2025-10-01"},
        {YEARLY ",\"due\":[{\"from\":\"role\",\"after\":\"P30D\"}]", "from 2025-03-01; role 2025-03-01; badge 2023-10-01", "2025-03-01", "expired", "2024-10-01", "-"},
        /* Within the months that the rule gives, proof of before is good; after them it is void. */
        {YEARLY ",\"rehire\":6", "from 2025-03-01; hired 2025-03-01; left 2024-09-01; badge 2024-05-01", "2025-03-01", "current", NULL, "2025-05-01"},
        {YEARLY ",\"rehire\":6", "from 2025-03-02; hired 2025-03-02; left 2024-09-01; badge 2024-05-01", "2025-03-02", "not-started", NULL, "-"},
        {YEARLY ",\"rehire\":0", "from 2025-03-02; hired 2025-03-02; left 2023-09-01; badge 2024-05-01", "2025-03-02", "current", NULL, "2025-05-01"},
        {YEARLY ",\"rehire\":6", "from 2025-03-02; hired 2025-03-02; left 2024-09-01; badge 2024-05-01; badge 2025-03-03", "2025-03-03", "current", NULL, "2026-03-03"},
    };

    check_rows(t, COUNT(t));
}

TEST(leave_stops_the_clock_of_what_is_due_and_of_validity_where_the_rule_says_so)
{
    static const struct row t[] = {
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; leave 2025-03-01 2025-03-10", "2025-03-05", "suspended", "2025-04-10", NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; leave 2025-03-01 2025-03-10", "2025-04-10", "due-soon", "2025-04-10", NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; leave 2025-03-01 2025-03-10", "2025-04-11", "overdue", "2025-04-10", NULL},
        /* A second leave within the days that the first one added. */
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; leave 2025-03-01 2025-03-10; leave 2025-04-05 2025-04-06", "2025-04-12", "due-soon", "2025-04-12", NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; leave 2025-03-01 -", "2026-03-05", "suspended", "-", NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; leave 2025-04-01 2025-04-30", "2025-05-01", "overdue", "2025-03-31", NULL},
        /* What is held is held on leave too; what lapsed is not chased meanwhile. */
        {YEARLY, "from 2024-01-01; badge 2024-06-30; leave 2025-03-01 2025-03-31", "2025-03-05", "current", NULL, "2025-06-30"},
        {YEARLY, "from 2024-01-01; badge 2024-06-30; leave 2025-06-01 2025-07-31", "2025-07-05", "suspended", NULL, "-"},
        {YEARLY, "from 2024-01-01; badge 2024-06-30; leave 2025-06-01 2025-07-31", "2025-08-01", "expired", NULL, "-"},
        {YEARLY ",\"leave\":true", "from 2024-01-01; badge 2024-06-30; leave 2025-06-01 2025-07-30", "2025-08-01", "in-renewal", NULL, "2025-08-29"},
    };

    check_rows(t, COUNT(t));
}

TEST(what_was_taken_away_reopens_what_it_proved)
{
    static const struct row t[] = {
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; badge 2025-02-01 revoked 2025-05-01", "2025-04-30", "current", NULL, "-"},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; badge 2025-02-01 revoked 2025-05-01", "2025-05-01", "overdue", "2025-03-31", NULL},
        {"", "from 2025-01-01; badge 2025-02-01 revoked 2025-05-01", "2025-05-01", "not-started", "-", NULL},
        /* One of two: the other stands, though it came early while the first one did. */
        {YEARLY, "from 2025-01-01; badge 2025-02-01 revoked 2025-05-01; badge 2025-03-01", "2025-06-01", "current", NULL, "2026-03-01"},
        /* Revoked after it had ended: it ended. */
        {YEARLY, "from 2023-01-01; badge 2023-02-01 revoked 2025-05-01", "2025-06-01", "expired", "2024-02-01", NULL},
        {"", "from 2025-01-01; badge 2025-02-01 suspended 2025-05-01", "2025-05-01", "suspended", NULL, NULL},
        {"", "from 2025-01-01; badge 2025-02-01 suspended 2025-05-01", "2025-04-30", "current", NULL, NULL},
        {YEARLY, "from 2023-01-01; badge 2023-02-01 suspended 2023-05-01", "2025-05-01", "expired", NULL, NULL},
        {"\"proof\":{\"record\":\"\"}", "from 2025-01-01; record 2025-02-01; record 2025-02-01 voids 1", "2025-03-01", "not-started", NULL, NULL},
        {"\"proof\":{\"record\":\"\"}," YEARLY, "from 2025-01-01; record 2025-02-01; record 2025-01-15 corrects 1", "2025-03-01", "current", NULL, "2026-01-15"},
    };

    check_rows(t, COUNT(t));
}

TEST(exceptions_hold_until_their_day)
{
    static const struct row t[] = {
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; waive 2025-03-01 2025-06-30", "2025-02-28", "not-started", NULL, NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; waive 2025-03-01 2025-06-30", "2025-06-30", "waived", NULL, NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; waive 2025-03-01 2025-06-30", "2025-07-01", "overdue", NULL, NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; waive 2025-03-01 -", "2055-07-01", "waived", NULL, NULL},
        {YEARLY, "from 2025-01-01; badge 2025-02-01; waive 2025-03-01 -", "2025-04-01", "current", NULL, "2026-02-01"},
        {YEARLY, "from 2025-01-01; badge 2025-02-01; suspend 2025-03-01 2025-03-31", "2025-03-31", "suspended", NULL, NULL},
        {YEARLY, "from 2025-01-01; badge 2025-02-01; suspend 2025-03-01 2025-03-31", "2025-04-01", "current", NULL, NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; extend 2025-03-20 2025-05-31", "2025-05-31", "due-soon", "2025-05-31", NULL},
        {"\"due\":[{\"on\":\"2025-03-31\"}]", "from 2025-01-01; extend 2025-03-20 2025-05-31", "2025-06-01", "overdue", "2025-05-31", NULL},
        {YEARLY, "from 2024-01-01; badge 2024-06-30; extend 2025-06-20 2025-08-31", "2025-08-31", "grace", NULL, NULL},
        {YEARLY, "from 2024-01-01; badge 2024-06-30; extend 2025-06-20 2025-08-31", "2025-09-01", "expired", NULL, NULL},
    };

    check_rows(t, COUNT(t));
}

TEST(a_new_version_lets_old_proof_stand_or_asks_for_it_anew)
{
    static const struct row t[] = {
        {"", "from 2024-01-01; badge 2024-06-30; cut 2025-06-01 2025-12-31", "2025-12-31", "in-renewal", NULL, "2025-12-31"},
        {"", "from 2024-01-01; badge 2024-06-30; cut 2025-06-01 2025-12-31", "2026-01-01", "expired", "2025-12-31", NULL},
        {"", "from 2024-01-01; badge 2025-06-01; cut 2025-06-01 2025-12-31", "2026-01-01", "current", NULL, "-"},
        /* Shown by the new version well before any window: that is no early renewal. */
        {YEARLY, "from 2024-01-01; badge 2025-05-01; badge 2025-06-15; cut 2025-06-01 2025-12-31", "2026-01-01", "current", NULL, "2026-06-15"},
        {YEARLY ",\"base\":\"previous\"", "from 2024-01-01; badge 2025-05-01; badge 2025-06-15; cut 2025-06-01 2025-12-31", "2026-01-01", "current", NULL, "2026-06-15"},
    };

    check_rows(t, COUNT(t));
}

TEST(trees_hold_as_long_as_enough_of_them_does)
{
    static const char two[] = "\"proof\":{\"all\":[{\"badge\":1},{\"badge\":2}]}," YEARLY;
    static const char either[] = "\"proof\":{\"any\":[{\"badge\":1},{\"badge\":2}]}," YEARLY;
    static const char some[] = "\"proof\":{\"of\":2,\"from\":[{\"badge\":1},{\"badge\":2},{\"badge\":3}]}," YEARLY;
    const struct row t[] = {
        {two, "from 2025-01-01; badge 2025-01-01; badge 2025-03-01 of 2", "2025-02-28", "in-progress", NULL, NULL},
        {two, "from 2025-01-01; badge 2025-01-01; badge 2025-03-01 of 2", "2025-03-01", "current", NULL, "2026-01-01"},
        {two, "from 2025-01-01; badge 2025-01-01; badge 2025-03-01 of 2; badge 2025-12-20", "2025-12-20", "current", NULL, "2026-03-01"},
        {either, "from 2025-01-01; badge 2025-01-01; badge 2025-03-01 of 2", "2025-04-01", "current", NULL, "2026-03-01"},
        {some, "from 2025-01-01; badge 2025-01-01; badge 2025-03-01 of 2", "2025-04-01", "current", NULL, "2026-01-01"},
        {some, "from 2025-01-01; badge 2025-01-01; badge 2025-03-01 of 2; badge 2025-05-01 of 3", "2025-06-01", "current", NULL, "2026-03-01"},
        {"\"proof\":{\"badge\":1,\"level\":2}", "from 2025-01-01; badge 2025-01-01 level 1", "2025-01-01", "not-started", NULL, NULL},
        {"\"proof\":{\"badge\":1,\"level\":2}", "from 2025-01-01; badge 2025-01-01 level 3", "2025-01-01", "current", NULL, NULL},
        {"\"proof\":{\"record\":\"drill\"}", "from 2025-01-01; record 2025-01-01", "2025-01-01", "not-started", NULL, NULL},
        {"\"proof\":{\"record\":\"drill\"}", "from 2025-01-01; record 2025-01-01 what drill", "2025-01-01", "current", NULL, NULL},
        {"\"proof\":{\"badge\":1,\"age\":\"P6M\"}", "from 2025-01-01; badge 2024-07-01", "2025-01-01", "current", NULL, NULL},
        {"\"proof\":{\"badge\":1,\"age\":\"P6M\"}", "from 2025-01-01; badge 2024-06-30", "2025-01-01", "not-started", NULL, NULL},
        {"\"proof\":{\"requirement\":4}", "from 2025-01-01; other 2024-06-30 of 4 ends 2025-06-30", "2025-06-30", "in-renewal", NULL, "2025-06-30"},
    };

    check_rows(t, COUNT(t));
}

TEST(any_day_is_looked_at_with_what_was_known_then_or_is_known_now)
{
    struct story s;
    struct requirement_standing out;

    /* Completed in March, brought in in June: in April nobody knew. */
    tell(&s, YEARLY, "from 2025-01-01; badge 2025-03-01 recorded 2025-06-01");
    requirement_state(test_arena, &s.rule, &s.w, &s.records, (struct requirement_moment){day_of(S("2025-04-01")), 0}, &out);
    assert_int_equal(out.state, STANDING_CURRENT);
    requirement_state(test_arena, &s.rule, &s.w, &s.records, (struct requirement_moment){day_of(S("2025-04-01")), day_of(S("2025-04-01"))}, &out);
    assert_int_equal(out.state, STANDING_NOT_STARTED);
    /* A year ahead. */
    requirement_state(test_arena, &s.rule, &s.w, &s.records, (struct requirement_moment){day_of(S("2026-04-01")), 0}, &out);
    assert_int_equal(out.state, STANDING_EXPIRED);
}

TEST(nothing_changes_before_the_day_that_is_named_as_the_next)
{
    static const struct { const char *rule, *story; } t[] = {
        {YEARLY ",\"grace\":9,\"due\":[{\"from\":\"assigned\",\"after\":\"P50D\"}]", "from 2024-01-01; badge 2024-03-30; badge 2025-03-01 revoked 2025-05-05; waive 2025-06-01 2025-06-20; suspend 2025-07-01 2025-07-02"},
        {"\"due\":[{\"on\":\"2024-09-30\"}]", "from 2024-02-01; started 2024-03-01; leave 2024-09-01 2024-09-14; extend 2024-10-05 2024-11-05; badge 2025-02-02; until 2025-09-30"},
        {"\"proof\":{\"of\":2,\"from\":[{\"badge\":1},{\"badge\":2},{\"record\":\"\"}]}," YEARLY, "from 2024-01-01; badge 2024-02-01; record 2024-04-01; badge 2024-12-01 of 2; cut 2025-01-01 2025-05-01"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct story s;
        struct requirement_standing before = {0}, out;
        tell(&s, t[i].rule, t[i].story);
        for (msec day = day_of(S("2023-12-01")); day < day_of(S("2026-12-31")); day += DAY) {
            requirement_state(test_arena, &s.rule, &s.w, &s.records, (struct requirement_moment){.day = day}, &out);
            if (before.why.n && day != before.next)
                check_at(i, out.state == before.state && out.due == before.due && out.expires == before.expires);
            before = out;
        }
    }
}

TEST(spans_and_days_of_the_year_are_read_in_one_spelling)
{
    static const struct { const char *text; bool ok; } spans[] = {
        {"P12M", true}, {"P0D", true}, {"-P30D", true}, {"P1Y", true}, {"P", false}, {"P1", false}, {"12M", false}, {"P1W", false}, {"P1201M", false},
        {"P-1M", false}, {"--P1M", false}, {"P1M2D", false}, {"", false},
    }, days[] = {{"--01-31", true}, {"--02-29", true}, {"--02-30", false}, {"--13-01", false}, {"--00-01", false}, {"01-31", false}, {"--1-031", false}, {"--01-3x", false}};

    for (size_t i = 0; i < COUNT(spans); i++) {
        struct span s;
        check_at(i, span_read(cstr(spans[i].text), &s) == spans[i].ok);
        if (spans[i].ok)
            check_str_at(i, span_write(test_arena, s), cstr(spans[i].text));
    }
    for (size_t i = 0; i < COUNT(days); i++) {
        struct year_day d;
        check_at(i, year_day_read(cstr(days[i].text), &d) == days[i].ok);
        if (days[i].ok)
            check_str_at(i, year_day_write(test_arena, d), cstr(days[i].text));
    }
}

TEST(rules_that_do_not_fit_together_are_refused_at_their_field)
{
    static const struct { const char *rule, *field; } t[] = {
        {"\"window\":40,\"validity\":\"P1M\"", "window"}, {"\"base\":\"fixed\",\"window\":0", "until"}, {"\"base\":\"fixed\",\"until\":\"--01-31\"", "active"},
        {"\"base\":\"fixed\",\"until\":\"--01-31\",\"active\":\"P59D\"", "active"}, {"\"base\":\"fixed\",\"until\":\"--01-31\",\"active\":\"P1Y\",\"validity\":\"P1Y\"", "validity"},
        {"\"until\":\"--01-31\"", "until"}, {"\"active\":\"P1Y\"", "active"}, {"\"validity\":\"P0D\",\"window\":0", "validity"}, {"\"validity\":\"1 year\"", "validity"},
        {"\"grace\":-1", "grace"}, {"\"grace\":366", "grace"}, {"\"due\":[{\"from\":\"date\"}]", "due"}, {"\"due\":[{\"from\":\"completed\"}]", "due"},
        {"\"due\":[{\"from\":\"birth\"}]", "due"}, {"\"due\":[{\"from\":\"on\"}]", "due"}, {"\"due\":{}", "due"}, {"\"base\":\"moon\"", "validity"},
        {"\"proof\":{}", "proof"}, {"\"proof\":{\"all\":[]}", "proof"}, {"\"proof\":{\"of\":3,\"from\":[{\"badge\":1},{\"badge\":2}]}", "proof"},
        {"\"proof\":{\"badge\":0}", "proof"}, {"\"proof\":{\"badge\":1,\"level\":0}", "proof"}, {"\"proof\":{\"record\":1}", "proof"}, {"\"proof\":{\"record\":\"\",\"level\":1}", "proof"},
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct requirement_rule r;
        struct error err = {0};
        str text = strstr(t[i].rule, "proof") ? str_printf(test_arena, "{%s}", t[i].rule) : str_printf(test_arena, "{\"proof\":{\"badge\":1},%s}", t[i].rule);
        check_at(i, rule_read(test_arena, text, &r, &err) == BAD_INPUT);
        check_str_at(i, cstr(err.where), cstr(t[i].field));
    }
}

TEST(a_tree_that_is_too_deep_or_has_too_many_parts_is_refused)
{
    struct buf deep = buf_new(test_arena), wide = buf_new(test_arena);
    struct requirement_rule r;

    buf_putz(&deep, "{\"proof\":");
    for (int i = 0; i < PROOF_DEPTH + 1; i++)
        buf_putz(&deep, "{\"all\":[");
    buf_putz(&deep, "{\"badge\":1}");
    for (int i = 0; i < PROOF_DEPTH + 1; i++)
        buf_putz(&deep, "]}");
    buf_putz(&deep, "}");
    check_code(rule_read(test_arena, buf_done(&deep), &r, NULL), LIMIT);
    buf_putz(&wide, "{\"proof\":{\"any\":[{\"badge\":1}");
    for (int i = 1; i < PROOF_NODES; i++)
        buf_putz(&wide, ",{\"badge\":1}");
    buf_putz(&wide, "]}}");
    check_code(rule_read(test_arena, buf_done(&wide), &r, NULL), LIMIT);
}

TEST(a_rule_is_the_same_when_it_was_written_and_read)
{
    static const char *const t[] = {
        "{\"proof\":{\"badge\":1}}",
        "{\"proof\":{\"all\":[{\"badge\":1,\"level\":2,\"age\":\"P5Y\"},{\"of\":1,\"from\":[{\"requirement\":3},{\"record\":\"drill\"},{\"evidence\":\"\"},{\"external\":0}]}]},"
        "\"due\":[{\"on\":\"2026-05-01\"},{\"from\":\"completed\",\"requirement\":3,\"after\":\"P14D\"},{\"from\":\"date\",\"name\":\"visa\",\"after\":\"-P1M\"}],"
        "\"base\":\"fixed\",\"until\":\"--01-31\",\"active\":\"P6M\",\"window\":30,\"soon\":7,\"grace\":3,\"notice\":5,\"rehire\":6,\"early\":true,\"leave\":true}",
    };

    for (size_t i = 0; i < COUNT(t); i++) {
        struct requirement_rule r;
        check_code(rule_read(test_arena, cstr(t[i]), &r, NULL), OK);
        str once = rule_write(test_arena, &r);
        check_code(rule_read(test_arena, once, &r, NULL), OK);
        check_str_at(i, rule_write(test_arena, &r), once);
    }
}

TEST(reasons_are_told_to_programs_with_code_and_values)
{
    struct story s;
    struct requirement_standing out;
    struct buf b = buf_new(test_arena);
    struct json_writer w = json_writer(&b);

    tell(&s, YEARLY, "from 2024-01-01; badge 2024-06-30; badge 2025-01-01");
    requirement_state(test_arena, &s.rule, &s.w, &s.records, (struct requirement_moment){.day = day_of(S("2025-01-02"))}, &out);
    requirement_standing_write(test_arena, &w, &out, &(struct standing_proofs){&s.records, &(struct record_lines){0}});
    check_str(buf_done(&b), S("{\"state\":\"current\",\"due\":\"2025-06-30\",\"since\":\"2024-06-30\",\"expires\":\"2025-06-30\",\"completed\":\"2024-06-30\",\"next\":\"2025-05-02\",\"why\":["
                              "{\"code\":\"assigned\",\"day\":\"2024-01-01\"},"
                              "{\"code\":\"record\",\"verdict\":\"counts\",\"award\":1,\"proves\":\"badge\",\"day\":\"2024-06-30\",\"last\":\"2025-06-30\"},"
                              "{\"code\":\"record\",\"verdict\":\"early\",\"award\":2,\"proves\":\"badge\",\"day\":\"2025-01-01\"},"
                              "{\"code\":\"held\",\"day\":\"2024-06-30\",\"last\":\"2025-06-30\"},{\"code\":\"window\",\"day\":\"2025-05-02\"}]}"));
}
