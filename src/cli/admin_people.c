/* cli/admin_people.c — who can sign in, and how they get in again. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/account/account.h"
#include "base/crypto.h"
#include "cli/admin.h"

#define PAGE      500
#define MAX_INPUT ((size_t)1024)

static void put_account(struct sheet *s, const struct account_row *r)
{
    sheet_number(s, r->account.id);
    sheet_text(s, r->account.email);
    sheet_text(s, r->account.name);
    sheet_truth(s, r->account.is_operator);
    sheet_truth(s, r->account.has_password);
    sheet_time(s, r->created);
    sheet_time(s, r->signed_in);
}

code admin_accounts(struct admin *ad, struct error *err)
{
    static const char *const columns[] = {"id", "email", "name", "operator", "password", "created", "signed_in"};
    struct sheet s = sheet_new(ad->a, ad->json, columns, COUNT(columns));
    struct account_list page = {0};
    int64_t after = 0;

    do {
        page.n = 0;
        TRY(account_all(ad->db, ad->a, after, PAGE, &page, err));
        for (size_t i = 0; i < page.n; i++) {
            after = page.items[i].account.id;
            if (!ad->flag || page.items[i].account.is_operator)
                put_account(&s, &page.items[i]);
        }
    } while (page.n == PAGE);
    return sheet_print(&s, err);
}

/* ---- a password ---- */

/* At a terminal without showing it; the terminal is as before afterwards. */
code admin_read_secret(struct arena *a, const char *question, str *out, struct error *err)
{
    struct termios before, quiet;
    bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    char line[MAX_INPUT];

    if (is_terminal) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fputs(question, stderr);
    }
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (!got)
        return fail(err, BAD_INPUT, "password", "there is nothing on standard input");
    *out = str_copy(a, cstr(line));
    crypto_wipe(line, sizeof line);
    while (str_ends(*out, S("\n")) || str_ends(*out, S("\r")))
        *out = str_slice(*out, 0, out->n - 1);
    return OK;
}

code admin_set_password(struct admin *ad, struct error *err)
{
    struct account own;
    str password;

    TRY(account_by_email(ad->db, ad->a, ad->args.items[0], &own, err));
    TRY(admin_read_secret(ad->a, "New password: ", &password, err));
    TRY(account_force_password(ad->db, ad->a, own.id, password, err));
    return admin_say(ad, err, "The password of " STR_FMT " is set; every session has ended.", STR_ARG(own.email));
}

/* ---- who runs the server ---- */

static code say_link(struct admin *ad, enum account_link kind, const struct account *to, struct error *err)
{
    str url;

    TRY(account_link(ad->app, ad->db, ad->a, kind, to, &url, err));
    return admin_say(ad, err, STR_FMT, STR_ARG(url));
}

code admin_add_operator(struct admin *ad, struct error *err)
{
    struct new_account n = {.email = ad->args.items[0], .name = ad->args.n > 1 ? ad->args.items[1] : S("")};
    struct account own;
    int64_t id;
    bool made;

    if (ad->flag)
        TRY(admin_read_secret(ad->a, "Password: ", &n.password, err));
    TRY(account_appoint(ad->db, ad->a, &n, &id, &made, err));
    TRY(account_get(ad->db, ad->a, id, &own, err));
    TRY(admin_say(ad, err, STR_FMT " %s and runs this server from now on.", STR_ARG(own.email), made ? "has an account" : "had an account"));
    return own.has_password ? OK : say_link(ad, LINK_PASSWORD, &own, err);
}

code admin_sign_in_link(struct admin *ad, struct error *err)
{
    struct account own;

    TRY(account_by_email(ad->db, ad->a, ad->args.items[0], &own, err));
    return say_link(ad, LINK_SIGN_IN, &own, err);
}
