-- Who waits for a teacher, longest first.
SELECT letter.id, letter.writer_id, letter.queue_id, person.name, classroom.name, count(*), sum(letter.opened_at IS NULL),
  EXISTS (SELECT 1 FROM draft WHERE draft.school_id = letter.school_id AND draft.to_id = letter.writer_id AND draft.author_id = :teacher),
  CAST(julianday('now') - julianday(min(letter.received_at)) AS INTEGER)
FROM letter
JOIN person ON person.school_id = letter.school_id AND person.id = letter.writer_id
JOIN classroom ON classroom.school_id = letter.school_id AND classroom.id = letter.queue_id
JOIN membership ON membership.school_id = letter.school_id AND membership.classroom_id = letter.queue_id
WHERE membership.person_id = :teacher AND letter.school_id = :school AND letter.settled_by_id IS NULL
GROUP BY letter.writer_id
ORDER BY min(letter.received_at)
