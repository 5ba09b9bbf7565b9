select json_object('data', json_group_array(json_object(
    'id', id, 'slug', slug,
    'related', json((
        select json_group_array(json_object(
            'related_id', iif(other is null, null, json_object('slug', other_slug))
        ))
        from (
            select other.id as other, other.slug as other_slug
            from articles_related left join articles other on other.id = related_id
            where articles_id = articles.id order by sort
        )
    ))
)))
from (select id, slug from articles order by id limit 50) articles
