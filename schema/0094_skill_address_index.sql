-- Badges know a skill by its address alone: whose it was is asked for each (src/app/skill).
CREATE INDEX framework_address_url ON framework_address (url, item_id);
