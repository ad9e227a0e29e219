-- Every letter of a teacher's students in these months, with what became of it, who waits longest first.
SELECT person.id, person.name, person.goes_by, classroom.id, classroom.name, letter.id,
  strftime('%m of the year %Y', letter.month), coalesce(answer.kind, 'waiting'),
  CAST(julianday('now') - julianday(letter.received_at) AS INTEGER),
  (SELECT strftime('%d of %m', max(sent_at)) FROM answer AS sent
    WHERE sent.school_id = letter.school_id AND sent.to_id = letter.writer_id AND letter.settled_by_id IS NULL)
FROM membership
JOIN classroom ON classroom.school_id = membership.school_id AND classroom.id = membership.classroom_id
JOIN letter ON letter.school_id = membership.school_id AND letter.classroom_id = membership.classroom_id
JOIN person ON person.school_id = letter.school_id AND person.id = letter.writer_id
JOIN letter AS first ON first.school_id = letter.school_id AND first.writer_id = letter.writer_id AND first.settled_by_id IS NULL
LEFT JOIN answer ON answer.school_id = letter.school_id AND answer.id = letter.settled_by_id
WHERE membership.person_id = :teacher AND membership.school_id = :school
ORDER BY first.received_at, person.id, letter.month
