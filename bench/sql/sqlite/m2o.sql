select json_object('data', json_group_array(json_object(
    'id', city.id, 'name', city.name, 'population', population,
    'country', iif(country.id is null, null, json_object(
        'id', country.id, 'name', country.name, 'region', region
    ))
)))
from (select id, name, population, country from cities order by id limit 100) city
left join countries country on country.id = city.country
