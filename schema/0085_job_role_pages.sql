-- A job role as a page that anybody may read (src/app/jobrole): its address, which stays the
-- same, and since when it is public.
ALTER TABLE jobrole ADD COLUMN public_id TEXT;
ALTER TABLE jobrole ADD COLUMN published_at BIGINT;
CREATE UNIQUE INDEX jobrole_public ON jobrole (public_id) WHERE public_id IS NOT NULL;
