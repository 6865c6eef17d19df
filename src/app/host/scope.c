/* host/scope.c — what a program may ask for, in the words of the standard and in
 * those that its people read. */
#include "app/host/host_private.h"

#include <string.h>

#define AWAY "offline_access"
const char host_scopes_21[] =
    OB21_SCOPE "assertion.readonly " OB21_SCOPE "assertion.create " OB21_SCOPE "profile.readonly " OB21_SCOPE "profile.update " AWAY;
const char host_scopes_30[] =
    OB30_SCOPE "credential.readonly " OB30_SCOPE "credential.upsert " OB30_SCOPE "profile.readonly " OB30_SCOPE "profile.update " AWAY;

const char host_scopes_clr[] =
    CLR20_SCOPE "credential.readonly " CLR20_SCOPE "credential.upsert " CLR20_SCOPE "profile.readonly " CLR20_SCOPE "profile.update " AWAY;

static const struct { const char *scope; struct scope_words words; bool reads; } table[] = {
    {OB30_SCOPE "credential.readonly", {"eye", "See the badges in your Backpack"}, true},
    {OB21_SCOPE "assertion.readonly", {"eye", "See the badges in your Backpack"}, true},
    {OB30_SCOPE "credential.upsert", {"backpack", "Put badges of yours into your Backpack"}, false},
    {OB21_SCOPE "assertion.create", {"backpack", "Put badges of yours into your Backpack"}, false},
    {OB30_SCOPE "profile.readonly", {"user", "See your name and your e-mail addresses"}, false},
    {OB21_SCOPE "profile.readonly", {"user", "See your name and your e-mail addresses"}, false},
    {OB30_SCOPE "profile.update", {"pencil", "Change your name and what your profile says"}, false},
    {OB21_SCOPE "profile.update", {"pencil", "Change your name and what your profile says"}, false},
    {CLR20_SCOPE "credential.readonly", {"eye", "See the badges in your Backpack"}, true},
    {CLR20_SCOPE "credential.upsert", {"backpack", "Put badges of yours into your Backpack"}, false},
    {CLR20_SCOPE "profile.readonly", {"user", "See your name and your e-mail addresses"}, false},
    {CLR20_SCOPE "profile.update", {"pencil", "Change your name and what your profile says"}, false},
    {AWAY, {"clock", "Go on doing so while you are away, until you end it"}, false},
};

str host_scopes(struct arena *a)
{
    return str_printf(a, "%s %s %s", host_scopes_30, host_scopes_21, host_scopes_clr);
}

static bool has_words(const struct scope_words_list *list, const char *words)
{
    for (size_t i = 0; i < list->n; i++)
        if (!strcmp(list->items[i].words, words))
            return true;
    return false;
}

void scope_words(struct arena *a, str scopes, struct scope_words_list *out)
{
    for (size_t i = 0; i < COUNT(table); i++)
        if (oauth_scope_has(scopes, cstr(table[i].scope)) && !has_words(out, table[i].words.words))
            *list_add(a, out) = table[i].words;
}

bool scope_reads_badges(str scopes)
{
    for (size_t i = 0; i < COUNT(table); i++)
        if (table[i].reads && oauth_scope_has(scopes, cstr(table[i].scope)))
            return true;
    return false;
}
