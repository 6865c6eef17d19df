/* web/accept.c — which of the offered media types the client likes best
 * (RFC 9110 §12.5.1). */
#include "web/http.h"

struct range { str type, subtype, version; int q; };  /* q in thousandths */

/* "0.8" as 800; 1000 when absent or broken, as a client means it. */
static int read_q(str s)
{
    int q = 0, unit = 100;

    if (s.n == 0 || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.'))
        return 1000;
    if (s.p[0] == '1')
        return 1000;
    for (size_t i = 2; i < s.n; i++, unit /= 10) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return 1000;
        q += (s.p[i] - '0') * unit;
    }
    return q;
}

/* Takes up to the next comma that is not in a quoted string. */
static str take_range(str *rest)
{
    bool quoted = false;
    size_t i = 0;

    for (; i < rest->n && (quoted || rest->p[i] != ','); i++) {
        if (quoted && rest->p[i] == '\\' && i + 1 < rest->n)
            i++;
        else if (rest->p[i] == '"')
            quoted = !quoted;
    }
    str part = str_slice(*rest, 0, i);
    *rest = str_from(*rest, i + 1);
    return part;
}

static bool read_range(str text, struct range *out)
{
    str type, param;

    if (!str_cut(&text, ';', &type))
        return false;
    type = str_trim(type);
    ptrdiff_t slash = str_find_byte(type, '/');
    if (slash <= 0 || (size_t)slash + 1 == type.n)
        return false;
    *out = (struct range){str_slice(type, 0, (size_t)slash), str_from(type, (size_t)slash + 1),
                          {NULL, 0}, 1000};
    while (str_cut(&text, ';', &param)) {
        param = str_trim(param);
        if (str_eq_nocase(str_slice(param, 0, 2), S("q="))) {
            out->q = read_q(str_from(param, 2));
            break;
        }
        out->version = param;
    }
    return true;
}

/* How exactly the range names the type: 0 not at all, 1 any, 2 major, 3 whole,
 * 4 with its parameter. */
static int matches(const struct range *r, str offer)
{
    str type, rest = offer;

    if (!str_cut(&rest, ';', &type))
        return 0;
    type = str_trim(type);
    ptrdiff_t slash = str_find_byte(type, '/');
    if (slash < 0)
        return 0;
    bool any = str_eq(r->type, S("*")), any_sub = str_eq(r->subtype, S("*"));
    if (any)
        return any_sub ? 1 : 0;
    if (!str_eq_nocase(r->type, str_slice(type, 0, (size_t)slash)))
        return 0;
    if (any_sub)
        return 2;
    if (!str_eq_nocase(r->subtype, str_from(type, (size_t)slash + 1)))
        return 0;
    rest = str_trim(rest);
    if (!str_is_empty(r->version) && !str_is_empty(rest))
        return str_eq_nocase(r->version, rest) ? 4 : 3;
    return 3;
}

/* The most exact range decides the quality of an offer. */
static int quality(str header, str offer)
{
    struct range r;
    int best = 0, q = 0;

    while (header.n) {
        if (!read_range(take_range(&header), &r))
            continue;
        int m = matches(&r, offer);
        if (m > best) {
            best = m;
            q = r.q;
        }
    }
    return q;
}

int accept_best(str header, const char *const *types, size_t n)
{
    int best = -1, best_q = 0;

    if (str_is_empty(str_trim(header)))
        return n ? 0 : -1;
    for (size_t i = 0; i < n; i++) {
        int q = quality(header, cstr(types[i]));
        if (q > best_q) {
            best_q = q;
            best = (int)i;
        }
    }
    return best;
}

int request_accepts(const struct request *rq, const char *const *types, size_t n)
{
    return accept_best(request_header(rq, "accept"), types, n);
}
