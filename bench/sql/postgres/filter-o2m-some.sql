select json_build_object('data', coalesce(json_agg(item), '[]'))
from (
    select id, name from countries
    where exists (select from cities where country = countries.id and population > 140000)
    order by id limit 100
) item
