using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;

#nullable disable

namespace OmeNgff.Catalog.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateTable(
                name: "catalog",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    incarnation = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("catalog_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "history",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    changed = table.Column<string[]>(type: "text[]", nullable: false),
                    body = table.Column<string>(type: "json", nullable: true),
                    transaction = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("history_key", x => new { x.kind, x.id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "image_index",
                columns: table => new
                {
                    image_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    view_revision = table.Column<long>(type: "bigint", nullable: false),
                    axes = table.Column<string[]>(type: "text[]", nullable: false),
                    extent_min = table.Column<double[]>(type: "double precision[]", nullable: false),
                    extent_max = table.Column<double[]>(type: "double precision[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("image_index_key", x => x.image_id);
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "json", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("imports_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "records",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    dataset = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    dataset_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "json", nullable: false),
                    search_text = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: false, computedColumnSql: "to_tsvector('simple', search_text)", stored: true),
                    updated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("records_key", x => new { x.kind, x.id });
                    table.ForeignKey(
                        name: "records_dataset",
                        columns: x => new { x.dataset_kind, x.dataset },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" });
                });

            migrationBuilder.CreateTable(
                name: "level_references",
                columns: table => new
                {
                    image_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    image_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    array_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    array_kind = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("level_references_key", x => new { x.image_id, x.ordinal });
                    table.ForeignKey(
                        name: "level_references_array",
                        columns: x => new { x.array_kind, x.array_id },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" });
                    table.ForeignKey(
                        name: "level_references_image",
                        columns: x => new { x.image_kind, x.image_id },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sources",
                columns: table => new
                {
                    address = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    multiscale = table.Column<int>(type: "integer", nullable: false),
                    image_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    image_kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    digest = table.Column<string>(type: "text", nullable: false),
                    versions = table.Column<string>(type: "json", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("sources_key", x => new { x.address, x.multiscale });
                    table.ForeignKey(
                        name: "sources_image",
                        columns: x => new { x.image_kind, x.image_id },
                        principalTable: "records",
                        principalColumns: new[] { "kind", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "catalog",
                columns: new[] { "id", "incarnation" },
                values: new object[] { 1, 1 });

            migrationBuilder.CreateIndex(
                name: "history_by_transaction_number",
                table: "history",
                columns: new[] { "transaction", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "imports_by_created_at_id",
                table: "imports",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "level_references_by_array_kind_array_id",
                table: "level_references",
                columns: new[] { "array_kind", "array_id" });

            migrationBuilder.CreateIndex(
                name: "level_references_by_image_kind_image_id",
                table: "level_references",
                columns: new[] { "image_kind", "image_id" });

            migrationBuilder.CreateIndex(
                name: "records_by_address",
                table: "records",
                column: "address");

            migrationBuilder.CreateIndex(
                name: "records_by_dataset_kind_dataset",
                table: "records",
                columns: new[] { "dataset_kind", "dataset" });

            migrationBuilder.CreateIndex(
                name: "records_by_kind_dataset_id",
                table: "records",
                columns: new[] { "kind", "dataset", "id" });

            migrationBuilder.CreateIndex(
                name: "records_by_name",
                table: "records",
                column: "name")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "records_by_words",
                table: "records",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "sources_by_image_kind_image_id",
                table: "sources",
                columns: new[] { "image_kind", "image_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalog");

            migrationBuilder.DropTable(
                name: "history");

            migrationBuilder.DropTable(
                name: "image_index");

            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropTable(
                name: "level_references");

            migrationBuilder.DropTable(
                name: "sources");

            migrationBuilder.DropTable(
                name: "records");
        }
    }
}
