select json_object('data', json_group_array(json_object(
    'id', id, 'name', name, 'population', population, 'latitude', latitude, 'longitude', longitude,
    'capital', json(iif(capital, 'true', 'false')), 'country', country
)))
from (select * from cities order by id limit 100)
