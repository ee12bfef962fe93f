using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmeNgff.Catalog.Migrations
{
    /// <inheritdoc />
    public partial class SampledWords : Migration
    {
        // One image in eight and one in 64, with the conditions of SearchSql: enough of those with a frequent word, or with a
        // very frequent one, to count them by.
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create index search_index_images_by_sampled_words on search_index_images using gin (words, terms)
                    with (gin_pending_list_limit = 512) where (key % 7919 % 8 = 0);
                create index search_index_images_by_thinly_sampled_words on search_index_images using gin (words, terms)
                    with (gin_pending_list_limit = 512) where (key % 7919 % 64 = 0);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                "drop index search_index_images_by_sampled_words, search_index_images_by_thinly_sampled_words");
        }
    }
}
