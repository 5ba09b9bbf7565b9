select json_build_object('data', json_agg(item))
from (
    select id, name, population, latitude, longitude, capital, country
    from cities order by id limit 100
) item
