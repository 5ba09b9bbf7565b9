select json_object('data', json_group_array(json_object(
    'id', id, 'title', title,
    'blocks', json((
        select json_group_array(json_object(
            'collection', collection,
            'item', json(case collection
                when 'headings' then (
                    select json_object('text', text, 'level', level)
                    from headings where id = cast(item as integer)
                )
                when 'images' then (
                    select json_object('path', path, 'caption', caption)
                    from images where id = cast(item as integer)
                )
                when 'texts' then (
                    select json_object('body', body) from texts where id = cast(item as integer)
                )
            end)
        ))
        from (
            select collection, item from pages_blocks where pages_id = pages.id order by sort
        )
    ))
)))
from (select id, title from pages order by id limit 20) pages
