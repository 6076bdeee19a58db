using System.Net;
using Federated.Federation.Fetching;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Tests.Federation.Fetching;

public sealed class AddressGuardTests
{
    static readonly AddressGuard Guard = new([]);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.31.196.1")]
    [InlineData("192.52.193.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("192.175.48.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    public void Special_ipv4_addresses_are_refused(string address) =>
        Assert.Equal(Reach.Refused, Guard.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:7f00:1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("64:ff9b:1::7f00:1")]
    [InlineData("100::1")]
    [InlineData("100:0:0:1::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:1ff:ffff::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:808:808::1")]
    [InlineData("2620:4f:8000::1")]
    [InlineData("3ffe::1")]
    [InlineData("3fff::1")]
    [InlineData("3fff:fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Special_ipv6_addresses_are_refused(string address) =>
        Assert.Equal(Reach.Refused, Guard.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("169.253.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2001:db7:ffff::1")]
    [InlineData("2003::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00::1")]
    [InlineData("3fff:1000::1")]
    public void Global_unicast_is_reached(string address) =>
        Assert.Equal(Reach.Global, Guard.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", Reach.Allowed)]
    [InlineData("::ffff:127.0.0.1", Reach.Allowed)]
    [InlineData("fd00::7", Reach.Allowed)]
    [InlineData("127.0.1.1", Reach.Refused)]
    [InlineData("::1", Reach.Refused)]
    [InlineData("::127.0.0.1", Reach.Refused)]
    [InlineData("8.8.8.8", Reach.Global)]
    public void Allowed_networks_are_reached_and_nothing_beside_them(string address, Reach reach)
    {
        var guard = new AddressGuard([IPNetwork.Parse("127.0.0.0/24"), IPNetwork.Parse("fd00::/8")]);

        Assert.Equal(reach, guard.Of(IPAddress.Parse(address)));
    }

    [Fact]
    public void Mapped_addresses_are_judged_as_the_address_inside() =>
        Check.QuickThrowOnFailure(Prop.ForAll<uint>(bits =>
        {
            var address = new IPAddress(BitConverter.GetBytes(bits));
            return Guard.Of(address) == Guard.Of(address.MapToIPv6());
        }));

    [Fact]
    public void Only_2000_slash_3_is_global_in_ipv6() =>
        Check.QuickThrowOnFailure(Prop.ForAll<ulong, ulong>((high, low) =>
        {
            Span<byte> bytes = stackalloc byte[16];
            BitConverter.TryWriteBytes(bytes, high);
            BitConverter.TryWriteBytes(bytes[8..], low);
            var address = new IPAddress(bytes);
            return Guard.Of(address) != Reach.Global || address.IsIPv4MappedToIPv6 || bytes[0] >> 5 == 1;
        }));
}
