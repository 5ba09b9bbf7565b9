select json_object('data', json_group_array(json_object(
    'id', id, 'name', name,
    'country', iif(country is null, null, json_object('name', country_name))
)))
from (
    select cities.id, cities.name, countries.id as country, countries.name as country_name
    from cities left join countries on countries.id = country
    order by countries.name, cities.name limit 100
)
