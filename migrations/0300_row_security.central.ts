import type { Knex } from 'knex'

/** Whoever reads for a desk. It owns nothing, writes nothing, and sees the tables below through their policies alone. */
const ROLE = 'hall_desk_desk'

/** Read once a statement; without a hall it is null, and no row is any hall's. */
const HALL = "(select current_setting('hall_desk.hall', true))"

const PEOPLE = 'person_id in (select hall_desk_people())'

/** Which rows a hall may see, table by table, as sync.md says it. A table that isn't named can't be read by the role. */
const POLICIES: Readonly<Record<string, string>> = {
  hall: `id = ${HALL}`,
  staff: `hall_id = ${HALL}`,
  person: 'id in (select hall_desk_people())',
  person_document: PEOPLE,
  phone: PEOPLE,
  enterprise: `hall_id = ${HALL} or id in (select hall_desk_enterprises())`,
  permission_identity: `hall_id = ${HALL}`,
  relation: `hall_id = ${HALL} or person_id in (select hall_desk_residents())`,
  agency: `hall_id = ${HALL}`,
  agency_person: 'agency_id in (select hall_desk_agencies())',
  agency_agreement:
    'agency_id in (select hall_desk_agencies()) or enterprise_id in (select hall_desk_home_enterprises())',
  cross_project: `hall_id = ${HALL}`,
  login_log: `hall_id = ${HALL}`,
  capture_case: `hall_id = ${HALL}`,
  command_result: `hall_id = ${HALL}`,
  feed: `hall_id = ${HALL}`,
  feed_counter: `hall_id = ${HALL}`,
  central_state: "name = 'feed-epoch'",
}

/**
 * What policies ask of other tables. They run as the owner, because two policies that ask each other never end; the
 * hall is none of their arguments, so that they tell a hall of itself alone.
 */
const QUESTIONS: Readonly<Record<string, string>> = {
  hall_desk_residents: `select id from person where hall_id = ${HALL}`,
  hall_desk_people: `select id from person where hall_id = ${HALL} union select person_id from relation where hall_id = ${HALL}`,
  hall_desk_home_enterprises: `select id from enterprise where hall_id = ${HALL}`,
  hall_desk_enterprises: `select r.enterprise_id from relation r join person p on p.id = r.person_id where p.hall_id = ${HALL}`,
  hall_desk_agencies: `select id from agency where hall_id = ${HALL}`,
}

/**
 * Row security for what desks mirror, on PostgreSQL alone. The owner of the tables, which is the central itself, is not
 * held by it: its own work crosses halls.
 */
export async function up(knex: Knex): Promise<void> {
  if (knex.client.config.client !== 'pg') return
  // Roles belong to the whole server: another database of it may have made this one, even at this moment.
  await knex.raw(`do $$ begin
    if not exists (select from pg_roles where rolname = '${ROLE}') then create role ${ROLE} nologin; end if;
  exception when duplicate_object or unique_violation then null; end $$`)
  await knex.raw(`do $$ begin
    if not pg_has_role(current_user, '${ROLE}', 'member') then execute 'grant ${ROLE} to ' || quote_ident(current_user); end if;
  end $$`)
  await knex.raw(`grant usage on schema public to ${ROLE}`)
  for (const [name, question] of Object.entries(QUESTIONS)) {
    await knex.raw(
      `create function ${name}() returns setof text language sql stable security definer set search_path = public, pg_temp as $$ ${question} $$`,
    )
    await knex.raw(`revoke execute on function ${name}() from public`)
    await knex.raw(`grant execute on function ${name}() to ${ROLE}`)
  }
  for (const [table, rows] of Object.entries(POLICIES)) {
    await knex.raw(`alter table ${table} enable row level security`)
    await knex.raw(`create policy of_hall on ${table} for select to ${ROLE} using (${rows})`)
    await knex.raw(`grant select on ${table} to ${ROLE}`)
  }
}
