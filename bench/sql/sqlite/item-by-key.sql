select json_object('data', json_object(
    'id', id, 'name', name, 'population', population, 'latitude', latitude, 'longitude', longitude,
    'capital', json(iif(capital, 'true', 'false')), 'country', country
))
from cities where id = 10007
