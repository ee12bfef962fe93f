-- Makes the role and the database of a catalog. A superuser runs it once, with psql, in any database:
--
--   psql -v ON_ERROR_STOP=1 -v password="$(cat omengff-password)" -f create.sql postgres
--
-- It may be run again: what is there stays, and the role gets the password.
select 'create role omengff login'
where not exists (select from pg_roles where rolname = 'omengff') \gexec
alter role omengff password :'password';

select 'create database omengff owner omengff template template0 encoding ''UTF8'' lc_collate ''C.UTF-8'' lc_ctype ''C.UTF-8'''
where not exists (select from pg_database where datname = 'omengff') \gexec

-- So that /readyz names the transaction of another role that holds the change feed back, and how long it has run.
grant pg_read_all_stats to omengff;

\connect omengff

-- Contrib extensions, all of them trusted: the owner of the database may create them too, and the first node does so where
-- they are missing. Made here, a server that lacks one says so now.
create extension if not exists pg_trgm;
create extension if not exists cube;
create extension if not exists btree_gist;

-- For people; the catalog does not need it.
create extension if not exists pg_stat_statements;

-- Names of changes hold an incarnation of the database, which is raised where one of these says that it was restored.
grant execute on function pg_control_system(), pg_control_checkpoint() to omengff;

-- Nobody else has any business here.
revoke connect on database omengff from public;
revoke create on schema public from public;
grant create, usage on schema public to omengff;
