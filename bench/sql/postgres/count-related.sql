select json_build_object('data', json_agg(item))
from (
    select id, name,
        (select count(*)::text from cities where country = countries.id) as cities_count
    from countries order by id limit 100
) item
