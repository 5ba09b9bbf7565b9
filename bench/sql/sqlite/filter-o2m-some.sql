select json_object('data', json_group_array(json_object('id', id, 'name', name)))
from (
    select id, name from countries
    where exists (select 1 from cities where country = countries.id and population > 140000)
    order by id limit 100
)
