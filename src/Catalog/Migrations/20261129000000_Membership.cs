using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace OmeNgff.Catalog.Migrations
{
    /// <inheritdoc />
    public partial class Membership : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "compatible_with",
                table: "catalog",
                type: "text",
                nullable: false,
                defaultValue: "20261129000000_Membership");

            migrationBuilder.CreateTable(
                name: "membership",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("membership_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "silos",
                columns: table => new
                {
                    address = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    host_name = table.Column<string>(type: "text", nullable: false),
                    gateway_port = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    alive_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    suspected_by = table.Column<string[]>(type: "text[]", nullable: false),
                    suspected_at = table.Column<DateTime[]>(type: "timestamp with time zone[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("silos_key", x => x.address);
                });

            migrationBuilder.InsertData(
                table: "membership",
                columns: new[] { "id", "version" },
                values: new object[] { 1, 0 });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "membership");

            migrationBuilder.DropTable(
                name: "silos");

            migrationBuilder.DropColumn(
                name: "compatible_with",
                table: "catalog");
        }
    }
}
