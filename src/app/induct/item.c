/* induct/item.c — items of a working copy, and of versions. */
#include "app/induct/induct_private.h"

#include "base/crypto.h"

#define TEXT_MOST     300
#define DOCUMENT_MOST 40000
#define DAYS_MOST     730

#define ITEM                                                                                                                     \
    "SELECT i.id, i.org_id, i.template_id, i.line, i.person_id, i.achievement_id, i.pass_mark, i.phase, i.days, i.kind, i.doer, i.signer, i.text," \
    " i.document, i.edition, i.hash, i.mandatory, i.must, coalesce(nullif(n.name, ''), n.email, ''), coalesce(v.name, '')"         \
    " FROM induct_item i LEFT JOIN person n ON n.id = i.person_id LEFT JOIN achievement b ON b.id = i.achievement_id"             \
    " LEFT JOIN achievement_version v ON v.id = b.version_id"
static const char sql_items[] = SQL(ITEM " WHERE i.template_id = $1 AND i.number = $2 ORDER BY i.phase, i.place, i.id");
static const char sql_item[] = SQL(ITEM " WHERE i.org_id = $1 AND i.template_id = $2 AND i.id = $3 AND i.number = 0");

static void read_item(struct rows *r, struct arena *a, struct induct_item *i)
{
    *i = (struct induct_item){
        .id = row_int(r, 0), .org = row_int(r, 1), .template = row_int(r, 2), .line = row_int(r, 3), .person = row_int(r, 4), .achievement = row_int(r, 5),
        .pass_mark = row_int(r, 6), .when = {(enum induct_phase)row_int(r, 7), !row_is_null(r, 8), row_int(r, 8)}, .kind = row_str(r, 9, a),
        .doer = row_str(r, 10, a), .signer = row_str(r, 11, a), .text = row_str(r, 12, a), .document = row_str(r, 13, a), .edition = row_str(r, 14, a),
        .hash = row_str(r, 15, a), .mandatory = row_bool(r, 16), .must = row_bool(r, 17), .person_name = row_str(r, 18, a), .badge_name = row_str(r, 19, a)};
}

code induct_items_of(struct db *db, struct arena *a, int64_t template, int64_t number, struct induct_items *out, struct error *err)
{
    struct rows *r = db_query(db, sql_items, ARGS(v_int(template), v_int(number)));

    while (rows_next(r))
        read_item(r, a, list_add(a, out));
    return rows_end(r, err);
}

code induct_item_get(struct db *db, struct arena *a, int64_t org, int64_t template, int64_t id, struct induct_item *out, struct error *err)
{
    struct rows *r = db_query(db, sql_item, ARGS(v_int(org), v_int(template), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_item(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "item", "there is no such item in the working copy");
}

/* ---- saved ---- */

static bool is(str x, const char *y)
{
    return str_eq(x, cstr(y));
}

static code check_roles(const struct induct_item *i, struct error *err)
{
    if (!*induct_word(induct_doers, i->doer))
        return fail(err, BAD_INPUT, "doer", "choose who does it");
    if (!*induct_word(induct_signers, i->signer))
        return fail(err, BAD_INPUT, "signer", "choose who signs it off");
    if (str_eq(i->doer, i->signer))
        return fail(err, BAD_INPUT, "signer", "nobody signs off what they did themselves: choose somebody else");
    if ((is(i->doer, "named") || is(i->signer, "named")) && !i->person)
        return fail(err, BAD_INPUT, "person", "nobody is called so, or more than one: write their address");
    return OK;
}

static code check_kind(const struct induct_item *i, struct error *err)
{
    if (!*induct_word(induct_kinds, i->kind))
        return fail(err, BAD_INPUT, "kind", "choose what is done");
    if ((is(i->kind, "read") || is(i->kind, "badge") || is(i->kind, "upload")) && !is(i->doer, "newcomer"))
        return fail(err, BAD_INPUT, "doer", "this is for who is new to do");
    if (is(i->kind, "quiz") && is(i->doer, "newcomer"))
        return fail(err, BAD_INPUT, "doer", "a score is written down by somebody else");
    if (is(i->kind, "quiz") && (i->pass_mark < 1 || i->pass_mark > 100))
        return fail(err, BAD_INPUT, "pass_mark", "between 1 and 100 per cent");
    if (is(i->kind, "read") && str_is_empty(str_trim(i->document)))
        return fail(err, BAD_INPUT, "document", "write what is read, or where it is found");
    if (is(i->kind, "badge") && !i->achievement)
        return fail(err, BAD_INPUT, "badge", "choose a badge that is published");
    return OK;
}

static code check(const struct induct_item *i, struct error *err)
{
    if (str_is_empty(str_trim(i->text)) || i->text.n > TEXT_MOST)
        return fail(err, BAD_INPUT, "text", "say in a line what is to be done");
    if (i->document.n > DOCUMENT_MOST)
        return fail(err, BAD_INPUT, "document", "this is too long");
    if ((unsigned)i->when.phase >= INDUCT_PHASES)
        return fail(err, BAD_INPUT, "phase", "choose when");
    if (i->when.has_days && (i->when.days < -DAYS_MOST || i->when.days > DAYS_MOST))
        return fail(err, BAD_INPUT, "days", "at most %d days", DAYS_MOST);
    TRY(check_kind(i, err));
    return check_roles(i, err);
}

/* What somebody acknowledged is known by it for good. */
static str document_hash(struct arena *a, const struct induct_item *i)
{
    if (!is(i->kind, "read"))
        return S("");
    return sha256_hex(a, str_printf(a, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(str_trim(i->text)), STR_ARG(i->edition), STR_ARG(i->document)));
}

static const char sql_last[] = SQL("SELECT coalesce(max(line), 0) FROM induct_item WHERE org_id = $1 AND template_id = $2");
static const char sql_n[] = SQL("SELECT count(*) FROM induct_item WHERE org_id = $1 AND template_id = $2 AND number = 0");
static const char sql_insert[] = SQL(
    "INSERT INTO induct_item (org_id, template_id, number, line, place, phase, days, kind, doer, signer, person_id, achievement_id, text, document, edition,"
    " hash, pass_mark, mandatory, must) VALUES ($1, $2, 0, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");
static const char sql_update[] = SQL(
    "UPDATE induct_item SET phase = $4, days = $5, kind = $6, doer = $7, signer = $8, person_id = $9, achievement_id = $10, text = $11, document = $12,"
    " edition = $13, hash = $14, pass_mark = $15, mandatory = $16, must = $17 WHERE org_id = $1 AND template_id = $2 AND id = $3 AND number = 0");
static const char sql_edited[] = SQL("UPDATE induct_template SET is_edited = 1 WHERE org_id = $1 AND id = $2");

static code save(struct db *db, struct arena *a, const struct induct_item *i, int64_t by, struct error *err)
{
    struct induct_template t;
    int64_t key = i->id, n = 0;
    bool named = is(i->doer, "named") || is(i->signer, "named"), reads = is(i->kind, "read"), badge = is(i->kind, "badge");

    TRY(induct_lock(db, i->org, i->template, err));
    TRY(induct_template_get(db, a, i->org, i->template, &t, err));
    TRY(db_int(db, sql_n, ARGS(v_int(i->org), v_int(i->template)), &n, err));
    if (!i->id && n >= INDUCT_ITEMS_MOST)
        return fail(err, BAD_INPUT, "text", "a checklist has at most %d items", INDUCT_ITEMS_MOST);
    if (!i->id)
        TRY(db_int(db, sql_last, ARGS(v_int(i->org), v_int(i->template)), &key, err));
    key += i->id == 0;
    TRY(db_run(db, i->id ? sql_update : sql_insert,
               ARGS(v_int(i->org), v_int(i->template), v_int(key), v_int(i->when.phase), v_int_if(i->when.has_days, i->when.days), v_str(i->kind), v_str(i->doer),
                    v_str(i->signer), v_int_if(named, i->person), v_int_if(badge, i->achievement), v_str(str_trim(i->text)), v_str(reads ? i->document : S("")),
                    v_str(reads ? i->edition : S("")), v_str(document_hash(a, i)), v_int(is(i->kind, "quiz") ? i->pass_mark : 0), v_int(i->mandatory || i->must), v_int(i->must)),
               &n, err));
    if (n == 0)
        return fail(err, NOT_FOUND, "item", "there is no such item in the working copy");
    TRY(db_run(db, sql_edited, ARGS(v_int(i->org), v_int(i->template)), NULL, err));
    return induct_log(db, a, &(struct induct_act){i->org, i->template, by}, "induction.item", str_trim(i->text), err);
}

code induct_item_save(struct db *db, struct arena *a, const struct induct_item *i, int64_t by, struct error *err)
{
    TRY(check(i, err));
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, i, by, err), err);
}

static const char sql_drop[] = SQL("DELETE FROM induct_item WHERE org_id = $1 AND template_id = $2 AND id = $3 AND number = 0");

static code drop(struct db *db, struct arena *a, const struct induct_act *c, int64_t item, struct error *err)
{
    struct induct_item i;

    TRY(induct_item_get(db, a, c->org, c->id, item, &i, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(c->org), v_int(c->id), v_int(item)), NULL, err));
    TRY(db_run(db, sql_edited, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    return induct_log(db, a, c, "induction.item-drop", i.text, err);
}

code induct_item_drop(struct db *db, struct arena *a, const struct induct_act *c, int64_t item, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, c, item, err), err);
}

static const char sql_place[] = SQL("UPDATE induct_item SET place = $4 WHERE org_id = $1 AND template_id = $2 AND id = $3 AND number = 0");

/* The places of the working copy anew, 1, 2, 3: with this one before the one above it. */
static code up(struct db *db, struct arena *a, const struct induct_act *c, int64_t item, struct error *err)
{
    struct induct_items all = {0};

    TRY(induct_items_of(db, a, c->id, 0, &all, err));
    for (size_t i = 1; i < all.n; i++)
        if (all.items[i].id == item && all.items[i - 1].when.phase == all.items[i].when.phase) {
            struct induct_item above = all.items[i - 1];
            all.items[i - 1] = all.items[i];
            all.items[i] = above;
            break;
        }
    for (size_t i = 0; i < all.n; i++)
        TRY(db_run(db, sql_place, ARGS(v_int(c->org), v_int(c->id), v_int(all.items[i].id), v_int((int64_t)i + 1)), NULL, err));
    return db_run(db, sql_edited, ARGS(v_int(c->org), v_int(c->id)), NULL, err);
}

code induct_item_up(struct db *db, struct arena *a, const struct induct_act *c, int64_t item, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, up(db, a, c, item, err), err);
}
