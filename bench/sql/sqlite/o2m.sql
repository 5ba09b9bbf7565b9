select json_object('data', json_group_array(json_object(
    'id', id, 'name', name,
    'cities', json((
        select json_group_array(json_object('id', id, 'name', name, 'population', population))
        from (
            select id, name, population from cities where country = countries.id order by id
        )
    ))
)))
from (select id, name from countries order by id limit 20) countries
