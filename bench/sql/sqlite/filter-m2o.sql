select json_object('data', json_group_array(json_object(
    'id', id, 'name', name, 'population', population
)))
from (
    select cities.id, cities.name, population
    from cities join countries on countries.id = country
    where region = 'north' and population > 100000
    order by cities.id limit 100
)
