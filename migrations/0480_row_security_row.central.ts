import type { Knex } from 'knex'

const ROLE = 'hall_desk_desk'
const HALL = "(select current_setting('hall_desk.hall', true))"

/**
 * What a policy asks of other tables about one row, each answered along an index. They run as the owner, because two
 * policies that ask each other never end; the hall is none of their arguments, so that they tell a hall of itself alone.
 */
const QUESTIONS: Readonly<Record<string, string>> = {
  hall_desk_is_resident: `exists (select from person where id = asked and hall_id = ${HALL})`,
  hall_desk_is_staff: `exists (select from relation where person_id = asked and hall_id = ${HALL})`,
  hall_desk_employs_resident: `exists (select from relation r join person p on p.id = r.person_id where r.enterprise_id = asked and p.hall_id = ${HALL})`,
  hall_desk_is_home_enterprise: `exists (select from enterprise where id = asked and hall_id = ${HALL})`,
}

const WHOSE = 'hall_desk_is_resident(person_id) or hall_desk_is_staff(person_id)'

const POLICIES: Readonly<Record<string, string>> = {
  person: `hall_id = ${HALL} or hall_desk_is_staff(id)`,
  person_document: WHOSE,
  phone: WHOSE,
  enterprise: `hall_id = ${HALL} or hall_desk_employs_resident(id)`,
  relation: `hall_id = ${HALL} or hall_desk_is_resident(person_id)`,
  agency_agreement: 'agency_id in (select hall_desk_agencies()) or hall_desk_is_home_enterprise(enterprise_id)',
}

/** The functions that made the set of a whole hall. */
const SETS = ['hall_desk_residents', 'hall_desk_people', 'hall_desk_home_enterprises', 'hall_desk_enterprises']

/**
 * Policies that ask about the row before them, on PostgreSQL alone. They asked for the set of all the hall's people
 * before, which every statement made anew: a page of a copy cost what the hall is large, and so did a call about one
 * person.
 */
export async function up(knex: Knex): Promise<void> {
  if (knex.client.config.client !== 'pg') return
  for (const [name, question] of Object.entries(QUESTIONS)) {
    // plpgsql plans the question once a connection; a function in SQL that runs as its owner is planned at every call.
    await knex.raw(
      `create function ${name}(asked text) returns boolean language plpgsql stable security definer set search_path = public, pg_temp as $$ begin return ${question}; end $$`,
    )
    await knex.raw(`revoke execute on function ${name}(text) from public`)
    await knex.raw(`grant execute on function ${name}(text) to ${ROLE}`)
  }
  for (const [table, rows] of Object.entries(POLICIES))
    await knex.raw(`alter policy of_hall on ${table} using (${rows})`)
  for (const name of SETS) await knex.raw(`drop function ${name}()`)
}
