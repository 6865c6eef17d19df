/* backpack/readdress.c — awards of this server to another proved address of the
 * same person: somebody whose address changed need not ask anybody. */
#include "app/backpack/readdress.h"

#include "app/account/account.h"
#include "app/award/award_correct.h"
#include "app/org/access.h"
#include "format/email.h"

#define REASON "The holder proved both addresses"

static code my_addresses(struct db *db, struct arena *a, int64_t owner, struct str_list *out, struct error *err)
{
    struct account_address_list all = {0};

    TRY(account_addresses(db, a, owner, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].is_verified)
            *list_add(a, out) = all.items[i].address;
    return OK;
}

static bool is_mine(struct arena *a, const struct str_list *mine, str address)
{
    for (size_t i = 0; i < mine->n; i++)
        if (str_eq(email_fold(a, mine->items[i]), email_fold(a, address)))
            return true;
    return false;
}

/* Of everybody whom one of the proved addresses means; the last ones first. */
static const char sql_mine[] = SQL(
    "SELECT w.id, w.org_id, v.name, ov.name, CASE WHEN w.recipient = '' THEN p.email ELSE w.recipient END FROM award w"
    " JOIN person p ON p.id = w.person_id JOIN achievement_version v ON v.id = w.version_id JOIN org o ON o.id = w.org_id"
    " JOIN org_version ov ON ov.id = o.version_id WHERE w.person_id IN " ACCESS_ME("$1")
    " AND w.revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id) ORDER BY w.id DESC LIMIT 500");

code readdress_find(struct db *db, struct arena *a, int64_t owner, str to, struct readdress_list *out, struct error *err)
{
    struct str_list mine = {0};

    TRY(my_addresses(db, a, owner, &mine, err));
    struct rows *r = db_query(db, sql_mine, ARGS(v_int(owner)));
    while (rows_next(r)) {
        struct readdress w = {row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a)};
        if (is_mine(a, &mine, w.address) && !str_eq(email_fold(a, w.address), email_fold(a, to)))
            *list_add(a, out) = w;
    }
    return rows_end(r, err);
}

/* One that cannot be (they hold the badge by that address already) is told, and the
 * others go. */
static code move_one(struct app *app, struct db *db, struct arena *a, int64_t owner, const struct readdress *w, str to, struct readdress_done *done,
                     struct error *err)
{
    struct award_edit e = {.app = app, .org = w->org, .id = w->award, .account = owner, .reason = S(REASON)};
    struct error why = {0};
    code c = award_move(db, a, &e, to, &why);

    if (c == OK) {
        done->moved++;
        return OK;
    }
    if (c != CONFLICT && c != BAD_INPUT && c != DENIED && c != UNSUPPORTED)
        return fail(err, c, why.where, "%s", why.text);
    done->why = str_copy(a, cstr(why.text));
    return OK;
}

static bool is_chosen(const struct str_list *chosen, int64_t award)
{
    int64_t id = 0;

    for (size_t i = 0; i < chosen->n; i++)
        if (str_to_int(chosen->items[i], &id) && id == award)
            return true;
    return false;
}

code readdress_do(struct app *app, struct db *db, struct arena *a, int64_t owner, const struct readdress_wish *wish, struct readdress_done *out,
                  struct error *err)
{
    struct readdress_list all = {0};
    struct str_list mine = {0};

    *out = (struct readdress_done){.why = S("")};
    TRY(my_addresses(db, a, owner, &mine, err));
    if (str_is_empty(wish->to) || !is_mine(a, &mine, wish->to))
        return fail(err, BAD_INPUT, "to", "choose one of your addresses that you proved");
    TRY(readdress_find(db, a, owner, wish->to, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (is_chosen(wish->awards, all.items[i].award))
            TRY(move_one(app, db, a, owner, &all.items[i], wish->to, out, err));
    return OK;
}
