namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>What the tests of this folder need is more than one silo.</summary>
public sealed class FaultTests
{
    private const string Reason = "Orleans not restorable here";

    [Fact(Skip = Reason)]
    public void Silos_that_are_killed_lose_nothing_and_the_others_go_on()
    {
    }

    [Fact(Skip = Reason)]
    public void A_silo_that_stood_still_until_it_was_given_up_does_no_harm_when_it_goes_on()
    {
    }

    [Fact(Skip = Reason)]
    public void No_request_fails_while_each_silo_is_restarted_in_turn()
    {
    }

    [Fact(Skip = Reason)]
    public void A_silo_that_the_others_cannot_reach_is_given_up_and_splits_nothing()
    {
    }

    [Fact(Skip = Reason)]
    public void A_database_that_is_restarted_killed_or_has_no_connection_left_loses_nothing()
    {
    }

    [Fact(Skip = Reason)]
    public void A_database_whose_disk_is_full_loses_nothing_and_goes_on_when_there_is_room()
    {
    }

    [Fact(Skip = Reason)]
    public void A_cluster_is_upgraded_node_by_node_and_one_goes_back_and_nothing_is_lost()
    {
    }

    [Fact(Skip = Reason)]
    public void A_famous_image_outlives_the_silo_that_owns_it_without_a_pause_and_is_never_old_for_who_names_a_change()
    {
    }
}
