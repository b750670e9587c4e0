#!/bin/sh
# What the simulated phone does with a lease: udhcpc calls this with the event as its argument and the lease in variables.
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip address flush dev "$interface"
ip address add "$ip/${mask:-24}" dev "$interface"
for gateway in $router; do ip route replace default via "$gateway" dev "$interface"; break; done
: > /etc/netns/phone/resolv.conf
for server in $dns; do echo "nameserver $server" >> /etc/netns/phone/resolv.conf; done
