select json_build_object('data', row_to_json(item))
from (
    select id, name, population, latitude, longitude, capital, country from cities where id = 10007
) item
