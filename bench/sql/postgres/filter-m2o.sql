select json_build_object('data', coalesce(json_agg(item), '[]'))
from (
    select cities.id, cities.name, population
    from cities join countries on countries.id = country
    where region = 'north' and population > 100000
    order by cities.id limit 100
) item
