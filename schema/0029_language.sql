-- Nobody has chosen a language yet: the browser says which.
UPDATE account SET lang = '';
