-- Letters, answers and letters to a class by their ids, as one person reads them.
SELECT letter.id, '', writer.goes_by, strftime('%d of %m', letter.received_at), settled.goes_by,
  CAST(julianday('now') - julianday(letter.received_at) AS INTEGER), substr(letter.body, 1, :most), postscript.body
FROM letter
JOIN person AS writer ON writer.school_id = letter.school_id AND writer.id = letter.writer_id
LEFT JOIN answer ON answer.school_id = letter.school_id AND answer.id = letter.settled_by_id
LEFT JOIN person AS settled ON settled.school_id = answer.school_id AND settled.id = answer.by_id
LEFT JOIN postscript ON postscript.school_id = letter.school_id AND postscript.letter_id = letter.id
WHERE letter.school_id = :school AND letter.id IN (IDS)
UNION ALL
SELECT answer.id, 'from-teacher', person.goes_by, strftime('%d of %m', answer.sent_at), NULL, NULL,
  substr(answer.body, 1, :most), NULL
FROM answer
JOIN person ON person.school_id = answer.school_id AND person.id = answer.by_id
WHERE answer.school_id = :school AND answer.id IN (IDS)
UNION ALL
SELECT class_letter.id, 'from-teacher', person.goes_by, strftime('%d of %m', class_letter.sent_at), NULL, NULL,
  substr(class_letter.body, 1, :most), NULL
FROM class_letter
JOIN person ON person.school_id = class_letter.school_id AND person.id = class_letter.by_id
WHERE class_letter.school_id = :school AND class_letter.id IN (IDS)
