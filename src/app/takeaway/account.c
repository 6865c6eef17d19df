/* takeaway/account.c — who took it: addresses, organisations, the log. */
#include "app/takeaway/takeaway_private.h"

#include "app/account/notice.h"
#include "app/org/org.h"

#define LOG_LINES 5000

static void put_addresses(struct json_writer *w, const struct account_address_list *all)
{
    json_put_key(w, "addresses");
    json_open_array(w);
    for (size_t i = 0; i < all->n; i++) {
        json_open_object(w);
        json_put_member(w, "address", all->items[i].address);
        json_put_member_bool(w, "main", all->items[i].is_primary);
        json_put_member_bool(w, "verified", all->items[i].is_verified);
        json_close_object(w);
    }
    json_close_array(w);
}

static code put_memberships(struct json_writer *w, struct db *db, struct arena *a, int64_t account, struct error *err)
{
    struct membership_list all = {0};

    TRY(org_memberships(db, a, account, &all, err));
    json_put_key(w, "organisations");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(w);
        json_put_member(w, "name", all.items[i].name);
        json_put_member(w, "role", role_names_words(a, all.items[i].roles));
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code put_log(struct json_writer *w, struct db *db, struct arena *a, int64_t account, struct error *err)
{
    struct account_log_list log = {0};

    TRY(account_log_recent(db, a, account, LOG_LINES, &log, err));
    json_put_key(w, "log");
    json_open_array(w);
    for (size_t i = 0; i < log.n; i++) {
        json_open_object(w);
        json_put_member(w, "at", time_format(a, log.items[i].at));
        json_put_member(w, "what", cstr(log.items[i].words));
        json_put_member(w, "detail", log.items[i].detail);
        json_put_member(w, "device", log.items[i].device);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

code packing_account_json(struct packing *p, str *out, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "server", p->index.server);
    json_put_member(&w, "made", time_format(p->item, p->index.made));
    json_put_member(&w, "name", p->index.name);
    put_addresses(&w, &p->index.addresses);
    TRY(put_memberships(&w, p->db, p->item, p->q->owner, err));
    TRY(put_log(&w, p->db, p->item, p->q->owner, err));
    json_close_object(&w);
    *out = buf_done(&b);
    return OK;
}
