select json_object('data', json_group_array(json_object(
    'id', id, 'slug', slug,
    'translations', json((
        select json_group_array(json_object('title', title))
        from (
            select title
            from articles_translations
            where articles_id = articles.id and languages_code = 'de' order by id
        )
    ))
)))
from (select id, slug from articles order by id limit 100) articles
