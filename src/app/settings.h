/* app/settings.h — settings of the installation, kept in the table `setting`. */
#pragma once
#include "app/app.h"

str setting_get(struct db *db, struct arena *a, const char *name);  /* absent: never set */
MUST_USE code setting_put(struct db *db, const char *name, str value, struct error *err);

/* Of what the public may read: documents of awards, badges, issuers, keys, lists.
 * Whoever changes what one of them says raises it in the same transaction, and
 * every answer that was kept ready is out of date (web/ready.h). */
int64_t public_generation(struct db *db);
MUST_USE code public_changed(struct db *db, struct error *err);

/* No administrator yet: everything leads to the first-run wizard. */
bool settings_need_setup(struct db *db);

struct mail_settings {
    bool has_server;
    struct smtp_server server;                   /* password unsealed */
    str from_address, from_name;
};
MUST_USE code mail_settings_load(struct app *app, struct db *db, struct arena *a, struct mail_settings *out, struct error *err);
MUST_USE code mail_settings_save(struct app *app, struct db *db, struct arena *a, const struct mail_settings *m, struct error *err);
