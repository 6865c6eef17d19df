/* show/show.c — texts without addresses. */
#include "app/show/show.h"

bool show_may(const struct holding *h)
{
    return h->removed == 0 && !str_eq(h->standing, S("doubtful")) && !str_eq(h->standing, S("broken"));
}

code show_addresses(struct db *db, struct arena *a, int64_t account, struct str_list *out, struct error *err)
{
    struct account_address_list all = {0};

    TRY(account_addresses(db, a, account, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(a, out) = all.items[i].address;
    return OK;
}

/* How many bytes of `text` the address takes up at its beginning, its at sign and
 * every other sign perhaps percent-encoded, letters in any case; 0: it is not there. */
static size_t address_at(str text, str address)
{
    static const char hex[] = "0123456789abcdef";
    size_t at = 0;

    for (size_t i = 0; i < address.n; i++) {
        unsigned char want = (unsigned char)address.p[i];
        if (at < text.n && str_eq_nocase((str){text.p + at, 1}, (str){address.p + i, 1})) {
            at++;
            continue;
        }
        char coded[] = {'%', hex[want >> 4], hex[want & 15]};
        if (!str_eq_nocase(str_slice(text, at, at + 3), (str){coded, 3}))
            return 0;
        at += 3;
    }
    return at;
}

str show_masked(struct arena *a, str text, const struct str_list *addresses)
{
    struct buf b;
    bool any = false;

    if (str_is_empty(text))
        return text;
    b = buf_sized(a, text.n + 16);
    for (size_t i = 0; i < text.n;) {
        size_t n = 0;
        for (size_t k = 0; k < addresses->n && n == 0; k++)
            n = address_at(str_from(text, i), addresses->items[k]);
        if (n == 0) {
            buf_byte(&b, text.p[i++]);
            continue;
        }
        buf_putz(&b, "…");
        any = true;
        i += n;
    }
    return any ? buf_done(&b) : text;
}
