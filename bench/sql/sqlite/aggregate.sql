select json_object('data', json_group_array(json_object(
    'country', country, 'count', n_cities, 'max', json_object('population', population)
)))
from (
    select country, count(*) as n_cities, max(population) as population
    from cities group by country order by country limit 100
)
