/* mail/letter_words.c — the words that an organisation chose for its mails, kept
 * with all that went before them, and its rules for all mails. */
#include "app/mail/letter.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <string.h>

/* ---- what holds now ---- */

static const char sql_now[] = SQL(
    "SELECT id, subject, opening FROM letter_words WHERE org_id = $1 AND kind = $2 AND lang = $3 ORDER BY id DESC LIMIT 1");
static const char sql_get[] = SQL("SELECT id, subject, opening FROM letter_words WHERE id = $1");

/* A row without words says: the standard ones. */
static code read_words(struct rows *r, struct arena *a, struct letter_words *out, struct error *err)
{
    *out = (struct letter_words){0};
    if (rows_next(r) && !str_is_empty(row_str(r, 1, a)))
        *out = (struct letter_words){row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

code letter_words_now(struct db *db, struct arena *a, int64_t org, str kind, str lang, struct letter_words *out, struct error *err)
{
    return read_words(db_query(db, sql_now, ARGS(v_int(org), v_str(kind), v_str(lang))), a, out, err);
}

code letter_words_get(struct db *db, struct arena *a, int64_t id, struct letter_words *out, struct error *err)
{
    return read_words(db_query(db, sql_get, ARGS(v_int(id))), a, out, err);
}

/* ---- are they good? ---- */

static bool has_hole(const char *holes, str name)
{
    str all = cstr(holes), one;

    while (str_cut(&all, '|', &one))
        if (name.n && str_eq(one, name))
            return true;
    return false;
}

/* "{name}, {badge}" */
static str holes_in_words(struct arena *a, const char *holes)
{
    struct buf b = buf_new(a);
    str all = cstr(holes), one;

    while (str_cut(&all, '|', &one))
        buf_printf(&b, "%s{" STR_FMT "}", b.n ? ", " : "", STR_ARG(one));
    return buf_done(&b);
}

static code check_holes(struct arena *a, const struct letter_kind *k, const char *field, str words, struct error *err)
{
    ptrdiff_t at;

    while ((at = str_find_byte(words, '{')) >= 0) {
        str rest = str_from(words, (size_t)at);
        ptrdiff_t end = str_find_byte(rest, '}');
        if (end < 0)
            return fail(err, BAD_INPUT, field, "a { has no } behind it");
        str name = str_slice(rest, 1, (size_t)end);
        if (!has_hole(k->holes, name))
            return fail(err, BAD_INPUT, field, "{" STR_FMT "} is nothing that this mail knows; it knows " STR_FMT,
                        STR_ARG(utf8_cut(name, 40)), STR_ARG(holes_in_words(a, k->holes)));
        words = str_from(rest, (size_t)end + 1);
    }
    return OK;
}

code letter_words_check(struct arena *a, const struct letter_kind *k, const struct letter_words *w, struct error *err)
{
    if (str_is_empty(str_trim(w->subject)))
        return fail(err, BAD_INPUT, "subject", "a mail without a subject is not opened");
    if (w->subject.n > LETTER_SUBJECT_MOST)
        return fail(err, BAD_INPUT, "subject", "at most %d characters", LETTER_SUBJECT_MOST);
    if (utf8_has_controls(w->subject))
        return fail(err, BAD_INPUT, "subject", "one line, without control characters");
    if (str_is_empty(str_trim(w->opening)))
        return fail(err, BAD_INPUT, "opening", "write what the mail begins with");
    if (w->opening.n > LETTER_OPENING_MOST)
        return fail(err, BAD_INPUT, "opening", "at most %d characters", LETTER_OPENING_MOST);
    TRY(check_holes(a, k, "subject", w->subject, err));
    return check_holes(a, k, "opening", w->opening, err);
}

/* ---- changing them ---- */

static const char sql_add[] = SQL(
    "INSERT INTO letter_words (org_id, kind, lang, subject, opening, created_at) VALUES ($1, $2, $3, $4, $5, $6)");

static code add(struct db *db, const struct letter_edit *e, const struct letter_words *w, struct error *err)
{
    return db_run(db, sql_add,
                  ARGS(v_int(e->org), v_str(cstr(e->kind->name)), v_str(e->lang), v_text_if_any(w->subject), v_text_if_any(w->opening),
                       v_int(clock_now())), NULL, err);
}

static bool is_standard(const struct letter_edit *e, const struct letter_words *w)
{
    struct letter_words s = letter_standard(e->kind, e->lang);

    return str_is_empty(w->subject) || (str_eq(s.subject, w->subject) && str_eq(s.opening, w->opening));
}

code letter_words_set(struct db *db, struct arena *a, const struct letter_edit *e, const struct letter_words *w, struct error *err)
{
    struct letter_words now;
    bool standard = is_standard(e, w);

    if (!standard)
        TRY(letter_words_check(a, e->kind, w, err));
    TRY(letter_words_now(db, a, e->org, cstr(e->kind->name), e->lang, &now, err));
    if (standard ? now.id == 0 : str_eq(now.subject, w->subject) && str_eq(now.opening, w->opening))
        return OK;
    return add(db, e, standard ? &(struct letter_words){0} : w, err);
}

/* What stood before the newest row: nothing at all is the standard words. */
static const char sql_before[] = SQL(
    "SELECT subject, opening FROM letter_words WHERE org_id = $1 AND kind = $2 AND lang = $3 ORDER BY id DESC LIMIT 2");

code letter_words_undo(struct db *db, struct arena *a, const struct letter_edit *e, struct error *err)
{
    struct letter_words before = {0};
    struct rows *r = db_query(db, sql_before, ARGS(v_int(e->org), v_str(cstr(e->kind->name)), v_str(e->lang)));
    bool changed = rows_next(r);

    if (changed && rows_next(r))
        before = (struct letter_words){0, row_str(r, 0, a), row_str(r, 1, a)};
    TRY(rows_end(r, err));
    if (!changed)
        return fail(err, CONFLICT, "mail", "nothing was changed here");
    return add(db, e, &before, err);
}

/* ---- rules ---- */

static const char sql_rule[] = SQL("SELECT lang, postal, off FROM letter_rule WHERE org_id = $1");
static const char sql_set_rule[] = SQL(
    "INSERT INTO letter_rule (org_id, lang, postal, off) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org_id) DO UPDATE SET lang = excluded.lang, postal = excluded.postal, off = excluded.off");

code letter_rule_get(struct db *db, struct arena *a, int64_t org, struct letter_rule *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rule, ARGS(v_int(org)));

    *out = (struct letter_rule){S("en"), S(""), S("")};
    if (rows_next(r))
        *out = (struct letter_rule){row_str(r, 0, a), row_str(r, 1, a), row_str(r, 2, a)};
    return rows_end(r, err);
}

code letter_rule_set(struct db *db, int64_t org, const struct letter_rule *r, struct error *err)
{
    return db_run(db, sql_set_rule, ARGS(v_int(org), v_str(r->lang), v_str(r->postal), v_str(r->off)), NULL, err);
}

code letter_is_off(struct db *db, struct arena *a, int64_t org, const char *kind, bool *off, struct error *err)
{
    struct letter_rule r;

    TRY(letter_rule_get(db, a, org, &r, err));
    *off = letter_refused(r.off, kind);
    return OK;
}
