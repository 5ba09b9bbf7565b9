select json_object('data', json_group_array(json_object(
    'id', id, 'name', name,
    'cities_count', (select count(*) from cities where country = countries.id)
)))
from (select id, name from countries order by id limit 100) countries
